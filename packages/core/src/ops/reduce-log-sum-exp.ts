// reduceLogSumExp(x) = ln Σ exp(xᵢ)
import type { Value } from "../graph/graph.ts"
import type { OpDefinition } from "./op.ts"
import { applyReduction, reduction, withReducedAxes, type ReduceAttributes, type ReduceOptions } from "./reduction.ts"

export const reduceLogSumExp = (x: Value, options: ReduceOptions = {}): Value =>
  applyReduction(reduceLogSumExpOp, x, options)

// ∂xᵢ = exp(xᵢ − y)
export const reduceLogSumExpOp: OpDefinition<ReduceAttributes> = reduction({
  type: "ReduceLogSumExp",
  summary: "Logarithm of the sum of exponentials along axes.",
  fold: (numbers) => {
    const largest = Math.max(...numbers)
    if (!Number.isFinite(largest)) return largest
    return largest + Math.log(numbers.reduce((sum, x) => sum + Math.exp(x - largest), 0))
  },
  gradient: (context) => {
    const { ops, input, output, cotangent } = context
    const share = ops.exp(ops.sub(input, withReducedAxes(output, context)))
    return [ops.mul(share, withReducedAxes(cotangent, context))]
  },
})
