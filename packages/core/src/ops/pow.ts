// pow(a, b) = aᵇ
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import type { OpDefinition, Operand } from "./op.ts"

export const pow = (a: Operand, b: Operand): Value => applyBinary(powOp, a, b, { right: 1 })

// ∂a = b·aᵇ⁻¹, ∂b = y·ln a, 0 where a ≤ 0
export const powOp: OpDefinition = binary({
  type: "Pow",
  summary: "Power.",
  of: (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b), // as C has it, not JavaScript
  accepts: "float",
  numbers: ["positive", "any"],
  gradient: ({ ops, a, b, output, cotangent }) => [
    () => ops.mul(ops.mul(cotangent, b), ops.pow(a, ops.sub(b, 1))),
    () => {
      const safe = ops.where(ops.greater(a, 0), a, 1)
      return ops.mul(cotangent, ops.mul(output, ops.log(safe)))
    },
  ],
  examples: [
    { name: "square", inputs: [{ shape: [2, 3] }], build: (x) => pow(x, 2) },
    { name: "cube", inputs: [{ shape: [2, 3] }], build: (x) => pow(x, 3) },
    { name: "number to a power", inputs: [{ shape: [2, 3] }], build: (x) => pow(2, x) },
  ],
})
