// neg(x) = −x
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const neg = (x: Value): Value => applyOne(negOp, [x], {})

// y' = −1
export const negOp: OpDefinition = unary({
  type: "Neg",
  summary: "Negation.",
  of: (x) => -x,
  accepts: "number",
  gradient: ({ ops, cotangent }) => [ops.neg(cotangent)],
  defaults: {},
})
