// isInf(x): true where x is ∞ or −∞
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, noGradient, type OpDefinition } from "./op.ts"

export const isInf = (x: Value): Value => applyOne(isInfOp, [x], {})

export const isInfOp: OpDefinition = unary({
  type: "IsInf",
  summary: "Tells which elements are infinite.",
  of: (x) => Number(Math.abs(x) === Infinity),
  result: "bool",
  gradient: noGradient("the result is a truth value"),
  defaults: {},
})
