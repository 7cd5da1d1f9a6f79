// round(x): the nearest integer, the even one of two
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"
import { roundHalfEven } from "./special-functions.ts"

export const round = (x: Value): Value => applyOne(roundOp, [x], {})

// y' = 0 wherever it is defined
export const roundOp: OpDefinition = unary({
  type: "Round",
  summary: "Rounds to the nearest integer, halves to even.",
  of: roundHalfEven,
  accepts: "float",
  numbers: { values: [-1.7, 0.2, 2.4, -0.3, 1.4, 0.8] },
  gradient: () => [undefined],
  defaults: {},
  examples: [
    {
      name: "halves",
      inputs: [{ shape: [6], domain: { values: [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5] } }],
      build: (x) => round(x),
      skipGradient: "steps",
    },
  ],
})
