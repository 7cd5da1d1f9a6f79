// reduceMax(x) = max xᵢ
import type { Value } from "../graph/graph.ts"
import type { OpDefinition } from "./op.ts"
import {
  applyReduction,
  reducedAxes,
  reduction,
  withReducedAxes,
  type ReduceAttributes,
  type ReduceOptions,
} from "./reduction.ts"

export const reduceMax = (x: Value, options: ReduceOptions = {}): Value => applyReduction(reduceMaxOp, x, options)

// ∂xᵢ = 1/(number of largest) where xᵢ is the largest, else 0
export const reduceMaxOp: OpDefinition<ReduceAttributes> = reduction({
  type: "ReduceMax",
  summary: "Largest number along axes.",
  fold: (numbers) => Math.max(...numbers),
  numbers: "noTies",
  gradient: (context) => {
    const { ops, input, inputs, output, cotangent } = context
    const chosen = ops.cast(ops.equal(input, withReducedAxes(output, context)), input.dtype)
    const count = ops.reduceSum(chosen, { axes: reducedAxes(input, inputs[1]), keepdims: true })
    return [ops.mul(chosen, ops.div(withReducedAxes(cotangent, context), count))]
  },
})
