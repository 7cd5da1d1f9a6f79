// not(x): the opposite truth value
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, noGradient, type OpDefinition } from "./op.ts"

export const not = (x: Value): Value => applyOne(notOp, [x], {})

export const notOp: OpDefinition = unary({
  type: "Not",
  summary: "Logical negation.",
  of: (x) => 1 - x,
  accepts: "bool",
  gradient: noGradient("the result is a truth value"),
  defaults: {},
})
