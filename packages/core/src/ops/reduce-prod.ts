// reduceProd(x) = Π xᵢ
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

export const reduceProd = (x: Value, options: ReduceOptions = {}): Value => applyReduction(reduceProdOp, x, options)

// ∂xᵢ = the product of the others: with zeros replaced by ones, P/xᵢ, and 0 where another one is zero
export const reduceProdOp: OpDefinition<ReduceAttributes> = reduction({
  type: "ReduceProd",
  summary: "Product along axes.",
  fold: (numbers) => numbers.reduce((product, x) => product * x, 1),
  gradient: (context) => {
    const { ops, input, inputs, cotangent } = context
    const options = { axes: reducedAxes(input, inputs[1]), keepdims: true }
    const isZero = ops.equal(input, 0)
    const zero = ops.cast(isZero, input.dtype)
    const filled = ops.where(isZero, 1, input)
    const others = ops.div(ops.reduceProd(filled, options), filled)
    const otherZeros = ops.sub(ops.reduceSum(zero, options), zero)
    const slope = ops.where(ops.greater(otherZeros, 0), 0, others)
    return [ops.mul(withReducedAxes(cotangent, context), slope)]
  },
})
