// exp(x) = eˣ
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const exp = (x: Value): Value => applyOne(expOp, [x], {})

// y' = y
export const expOp: OpDefinition = unary({
  type: "Exp",
  summary: "Exponential function.",
  of: Math.exp,
  gradient: ({ ops, cotangent, output }) => [ops.mul(cotangent, output)],
  defaults: {},
})
