// ceil(x): the smallest integer not below x
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const ceil = (x: Value): Value => applyOne(ceilOp, [x], {})

// y' = 0 wherever it is defined
export const ceilOp: OpDefinition = unary({
  type: "Ceil",
  summary: "Rounds up.",
  of: Math.ceil,
  accepts: "float",
  numbers: { values: [-1.7, 0.2, 2.4, -0.3, 1.4, 0.8] },
  gradient: () => [undefined],
  defaults: {},
})
