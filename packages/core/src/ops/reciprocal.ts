// reciprocal(x) = 1/x
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const reciprocal = (x: Value): Value => applyOne(reciprocalOp, [x], {})

// y' = −y²
export const reciprocalOp: OpDefinition = unary({
  type: "Reciprocal",
  summary: "One divided by each element.",
  of: (x) => 1 / x,
  numbers: "awayFromZero",
  gradient: ({ ops, cotangent, output }) => [ops.neg(ops.mul(cotangent, ops.mul(output, output)))],
  defaults: {},
})
