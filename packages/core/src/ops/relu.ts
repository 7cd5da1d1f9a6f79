// relu(x) = max(x, 0)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

export const relu = (x: Value): Value => applyOne(reluOp, [x], {})

// y' = 1 where y > 0, else 0
export const reluOp: OpDefinition = unary({
  type: "Relu",
  summary: "Rectified linear unit.",
  of: (x) => Math.max(x, 0),
  numbers: "awayFromZero",
  gradient: ({ ops, cotangent, output }) => [ops.mul(cotangent, ops.cast(ops.greater(output, 0), output.dtype))],
  defaults: {},
})
