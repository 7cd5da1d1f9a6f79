// tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const tanh = (x: Value): Value => applyOne(tanhOp, [x], {})

// y' = 1 − y²
export const tanhOp: OpDefinition = unary({
  type: "Tanh",
  summary: "Hyperbolic tangent.",
  of: Math.tanh,
  gradient: ({ ops, cotangent, output }) => [ops.mul(cotangent, ops.sub(1, ops.mul(output, output)))],
  defaults: {},
})
