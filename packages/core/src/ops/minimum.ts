// minimum(a, b): the smaller of each two
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import type { OpDefinition, Operand } from "./op.ts"

export const minimum = (a: Operand, b: Operand): Value => applyBinary(minimumOp, a, b)

// the gradient goes to the smaller one, to a where they are equal
export const minimumOp: OpDefinition = binary({
  type: "Min",
  summary: "The smaller of each two elements.",
  of: (a, b) => Math.min(a, b),
  numbers: ["any", "any"],
  gradient: ({ ops, a, b, cotangent }) => [
    () => ops.mul(cotangent, ops.cast(ops.lessOrEqual(a, b), cotangent.dtype)),
    () => ops.mul(cotangent, ops.cast(ops.less(b, a), cotangent.dtype)),
  ],
})
