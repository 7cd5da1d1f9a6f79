// sigmoid(x) = 1 / (1 + e⁻ˣ)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"
import { logistic } from "./special-functions.ts"

export const sigmoid = (x: Value): Value => applyOne(sigmoidOp, [x], {})

// y' = y(1 − y)
export const sigmoidOp: OpDefinition = unary({
  type: "Sigmoid",
  summary: "Logistic function.",
  of: logistic,
  gradient: ({ ops, cotangent, output }) => [ops.mul(cotangent, ops.mul(output, ops.sub(1, output)))],
  defaults: {},
})
