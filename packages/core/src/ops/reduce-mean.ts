// reduceMean(x) = Σ xᵢ / n
import type { Value } from "../graph/graph.ts"
import type { OpDefinition, Operand } from "./op.ts"
import {
  applyReduction,
  reducedAxes,
  reduction,
  withReducedAxes,
  type ReduceAttributes,
  type ReduceOptions,
} from "./reduction.ts"

export const reduceMean = (x: Value, options: ReduceOptions = {}): Value => applyReduction(reduceMeanOp, x, options)

// ∂xᵢ = 1/n
export const reduceMeanOp: OpDefinition<ReduceAttributes> = reduction({
  type: "ReduceMean",
  summary: "Mean along axes.",
  fold: (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length,
  gradient: (context) => {
    const { ops, input, inputs, cotangent } = context
    const sizes = reducedAxes(input, inputs[1]).map((axis) => ops.sizeOfAxis(input, axis))
    const count = sizes.reduce<Operand>((product, size) => (product === 1 ? size : ops.mul(product, size)), 1)
    return [ops.div(withReducedAxes(cotangent, context), count)]
  },
})
