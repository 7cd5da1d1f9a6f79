// sin(x)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const sin = (x: Value): Value => applyOne(sinOp, [x], {})

// y' = cos x
export const sinOp: OpDefinition = unary({
  type: "Sin",
  summary: "Sine.",
  of: Math.sin,
  gradient: ({ ops, cotangent, input }) => [ops.mul(cotangent, ops.cos(input))],
  defaults: {},
})
