// cos(x)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const cos = (x: Value): Value => applyOne(cosOp, [x], {})

// y' = −sin x
export const cosOp: OpDefinition = unary({
  type: "Cos",
  summary: "Cosine.",
  of: Math.cos,
  gradient: ({ ops, cotangent, input }) => [ops.neg(ops.mul(cotangent, ops.sin(input)))],
  defaults: {},
})
