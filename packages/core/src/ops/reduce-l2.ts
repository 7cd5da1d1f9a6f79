// reduceL2(x) = √Σ xᵢ²
import type { Value } from "../graph/graph.ts"
import type { OpDefinition } from "./op.ts"
import { applyReduction, reduction, withReducedAxes, type ReduceAttributes, type ReduceOptions } from "./reduction.ts"

export const reduceL2 = (x: Value, options: ReduceOptions = {}): Value => applyReduction(reduceL2Op, x, options)

// ∂xᵢ = xᵢ/y, 0 where y = 0
export const reduceL2Op: OpDefinition<ReduceAttributes> = reduction({
  type: "ReduceL2",
  summary: "Euclidean norm along axes.",
  fold: (numbers) => Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0)),
  gradient: (context) => {
    const { ops, input, output, cotangent } = context
    const norm = ops.maximum(withReducedAxes(output, context), 1e-30)
    return [ops.mul(input, ops.div(withReducedAxes(cotangent, context), norm))]
  },
})
