// log(x) = ln x
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const log = (x: Value): Value => applyOne(logOp, [x], {})

// y' = 1/x
export const logOp: OpDefinition = unary({
  type: "Log",
  summary: "Natural logarithm.",
  of: Math.log,
  numbers: "positive",
  gradient: ({ ops, cotangent, input }) => [ops.div(cotangent, input)],
  defaults: {},
})
