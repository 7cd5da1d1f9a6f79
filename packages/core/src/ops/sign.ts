// sign(x) = −1, 0 or 1
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const sign = (x: Value): Value => applyOne(signOp, [x], {})

// y' = 0 wherever it is defined
export const signOp: OpDefinition = unary({
  type: "Sign",
  summary: "Sign of each element.",
  of: Math.sign,
  accepts: "number",
  numbers: "awayFromZero",
  gradient: () => [undefined],
  defaults: {},
})
