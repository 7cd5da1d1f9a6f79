// softplus(x) = ln(1 + eˣ)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const softplus = (x: Value): Value => applyOne(softplusOp, [x], {})

// y' = sigmoid(x)
export const softplusOp: OpDefinition = unary({
  type: "Softplus",
  summary: "Smooth version of relu.",
  of: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: ({ ops, cotangent, input }) => [ops.mul(cotangent, ops.sigmoid(input))],
  defaults: {},
})
