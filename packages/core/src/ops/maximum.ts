// maximum(a, b): the larger of each two
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import type { OpDefinition, Operand } from "./op.ts"

export const maximum = (a: Operand, b: Operand): Value => applyBinary(maximumOp, a, b)

// the gradient goes to the larger one, to a where they are equal
export const maximumOp: OpDefinition = binary({
  type: "Max",
  summary: "The larger of each two elements.",
  of: (a, b) => Math.max(a, b),
  numbers: ["any", "any"],
  gradient: ({ ops, a, b, cotangent }) => [
    () => ops.mul(cotangent, ops.cast(ops.greaterOrEqual(a, b), cotangent.dtype)),
    () => ops.mul(cotangent, ops.cast(ops.greater(b, a), cotangent.dtype)),
  ],
})
