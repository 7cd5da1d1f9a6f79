// isNaN(x): true where x is not a number
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, noGradient, type OpDefinition } from "./op.ts"

export const isNaN = (x: Value): Value => applyOne(isNaNOp, [x], {})

export const isNaNOp: OpDefinition = unary({
  type: "IsNaN",
  summary: "Tells which elements are NaN.",
  of: (x) => Number(Number.isNaN(x)),
  result: "bool",
  gradient: noGradient("the result is a truth value"),
  defaults: {},
})
