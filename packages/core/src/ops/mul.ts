// mul(a, b) = a · b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import type { OpDefinition, Operand } from "./op.ts"

export const mul = (a: Operand, b: Operand): Value => applyBinary(mulOp, a, b, { left: 1, right: 1 })

// ∂a = b, ∂b = a
export const mulOp: OpDefinition = binary({
  type: "Mul",
  summary: "Product.",
  of: (a, b) => a * b,
  gradient: ({ ops, a, b, cotangent }) => [() => ops.mul(cotangent, b), () => ops.mul(cotangent, a)],
})
