// reduceMean(x) = Σ xᵢ / n
import type { Value } from "../graph/graph.ts"
import type { GradientContext, OpDefinition, Operand } from "./op.ts"
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
    const gradient = withReducedAxes(cotangent, context)
    const count = sizes.reduce<Operand>((product, size) => times(ops, product, size), 1)
    // times 1/n, which a loop computes once where n is known outside
    return [ops.mul(gradient, typeof count === "number" ? 1 / count : ops.reciprocal(count))]
  },
})

const times = (ops: GradientContext["ops"], a: Operand, b: Operand): Operand =>
  typeof a === "number" && typeof b === "number" ? a * b : ops.mul(a, b)
