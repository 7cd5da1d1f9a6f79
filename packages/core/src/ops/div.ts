// div(a, b) = a / b
import { isFloat } from "../graph/dtype.ts"
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import type { OpDefinition, Operand } from "./op.ts"

export const div = (a: Operand, b: Operand): Value => applyBinary(divOp, a, b, { right: 1 })

// ∂a = 1/b, ∂b = −y/b
export const divOp: OpDefinition = binary({
  type: "Div",
  summary: "Quotient; integers are divided without rest.",
  of: (a, b, dtype) => (isFloat(dtype) ? a / b : Math.trunc(a / b)),
  numbers: ["any", "awayFromZero"],
  gradient: ({ ops, b, output, cotangent }) => [
    () => ops.div(cotangent, b),
    () => ops.neg(ops.div(ops.mul(cotangent, output), b)),
  ],
})
