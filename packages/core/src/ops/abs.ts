// abs(x) = |x|
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const abs = (x: Value): Value => applyOne(absOp, [x], {})

// y' = sign(x), 0 at 0
export const absOp: OpDefinition = unary({
  type: "Abs",
  summary: "Absolute value.",
  of: Math.abs,
  accepts: "number",
  numbers: "awayFromZero",
  gradient: ({ ops, cotangent, input }) => [ops.mul(cotangent, ops.sign(input))],
  defaults: {},
})
