// add(a, b) = a + b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import type { OpDefinition, Operand } from "./op.ts"

export const add = (a: Operand, b: Operand): Value => applyBinary(addOp, a, b, { left: 0, right: 0 })

// ∂a = 1, ∂b = 1
export const addOp: OpDefinition = binary({
  type: "Add",
  summary: "Sum.",
  of: (a, b) => a + b,
  gradient: ({ cotangent }) => [cotangent, cotangent],
})
