// neg(x) = −x
import type { Value } from "../graph/graph.ts"
import { scalarOf, unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

/** The opposite of a constant number is a constant. */
export function neg(x: Value): Value {
  const number = scalarOf(x)
  return number === undefined ? applyOne(negOp, [x], {}) : x.graph.constant(-number, x.dtype)
}

// y' = −1
export const negOp: OpDefinition = unary({
  type: "Neg",
  summary: "Negation.",
  of: (x) => -x,
  accepts: "number",
  gradient: ({ ops, cotangent }) => [ops.neg(cotangent)],
  defaults: {},
})
