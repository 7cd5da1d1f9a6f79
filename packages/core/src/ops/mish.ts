// mish(x) = x · tanh(softplus(x)) (Misra, 2019)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const mish = (x: Value): Value => applyOne(mishOp, [x], {})

// y' = t + x·(1 − t²)·sigmoid(x), t = tanh(softplus(x))
export const mishOp: OpDefinition = unary({
  type: "Mish",
  summary: "Smooth, self-gated activation.",
  of: (x) => x * Math.tanh(Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  gradient: ({ ops, cotangent, input }) => {
    const gate = ops.tanh(ops.softplus(input))
    const slope = ops.mul(ops.mul(input, ops.sub(1, ops.mul(gate, gate))), ops.sigmoid(input))
    return [ops.mul(cotangent, ops.add(gate, slope))]
  },
  defaults: {},
})
