// sqrt(x) = √x
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const sqrt = (x: Value): Value => applyOne(sqrtOp, [x], {})

// y' = 1/(2y)
export const sqrtOp: OpDefinition = unary({
  type: "Sqrt",
  summary: "Square root.",
  of: Math.sqrt,
  numbers: "positive",
  gradient: ({ ops, cotangent, output }) => [ops.div(cotangent, ops.mul(2, output))],
  defaults: {},
})
