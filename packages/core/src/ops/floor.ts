// floor(x): the largest integer not above x
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const floor = (x: Value): Value => applyOne(floorOp, [x], {})

// y' = 0 wherever it is defined
export const floorOp: OpDefinition = unary({
  type: "Floor",
  summary: "Rounds down.",
  of: Math.floor,
  accepts: "float",
  numbers: { values: [-1.7, 0.2, 2.4, -0.3, 1.4, 0.8] },
  gradient: () => [undefined],
  defaults: {},
})
