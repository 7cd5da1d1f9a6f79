// sub(a, b) = a − b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import type { OpDefinition, Operand } from "./op.ts"

export const sub = (a: Operand, b: Operand): Value => applyBinary(subOp, a, b, { right: 0 })

// ∂a = 1, ∂b = −1
export const subOp: OpDefinition = binary({
  type: "Sub",
  summary: "Difference.",
  of: (a, b) => a - b,
  gradient: ({ ops, cotangent }) => [cotangent, () => ops.neg(cotangent)],
})
