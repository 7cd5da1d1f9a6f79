// reduceMin(x) = min xᵢ
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

export const reduceMin = (x: Value, options: ReduceOptions = {}): Value => applyReduction(reduceMinOp, x, options)

// ∂xᵢ = 1/(number of smallest) where xᵢ is the smallest, else 0
export const reduceMinOp: OpDefinition<ReduceAttributes> = reduction({
  type: "ReduceMin",
  summary: "Smallest number along axes.",
  fold: (numbers) => Math.min(...numbers),
  numbers: "noTies",
  gradient: (context) => {
    const { ops, input, inputs, output, cotangent } = context
    const chosen = ops.cast(ops.equal(input, withReducedAxes(output, context)), input.dtype)
    const count = ops.reduceSum(chosen, { axes: reducedAxes(input, inputs[1]), keepdims: true })
    return [ops.mul(chosen, ops.div(withReducedAxes(cotangent, context), count))]
  },
})
