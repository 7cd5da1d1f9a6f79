// softsign(x) = x / (1 + |x|)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const softsign = (x: Value): Value => applyOne(softsignOp, [x], {})

// y' = (1 − |y|)²
export const softsignOp: OpDefinition = unary({
  type: "Softsign",
  summary: "Algebraic squashing function.",
  of: (x) => x / (1 + Math.abs(x)),
  gradient: ({ ops, cotangent, output }) => {
    const rest = ops.sub(1, ops.abs(output))
    return [ops.mul(cotangent, ops.mul(rest, rest))]
  },
  defaults: {},
})
