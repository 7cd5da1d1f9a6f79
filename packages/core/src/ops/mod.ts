// mod(a, b) = a − b · trunc(a / b) for floats; for integers the rest has the sign of b
import { isFloat } from "../graph/dtype.ts"
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import type { OpDefinition, Operand } from "./op.ts"

export const mod = (a: Operand, b: Operand): Value => applyBinary(modOp, a, b)

// ∂a = 1, ∂b = −trunc(a / b)
export const modOp: OpDefinition = binary({
  type: "Mod",
  summary: "Rest of a division.",
  of: (a, b, dtype) => (isFloat(dtype) ? a % b : a - b * Math.floor(a / b)),
  numbers: ["noTies", { values: [0.7, 1.3, -2.9, 1.9, -0.6, 3.1] }],
  defaults: { fmod: 1 },
  gradient: ({ ops, a, b, cotangent }) => [
    cotangent,
    () => {
      const quotient = ops.div(a, b)
      const whole = ops.mul(ops.sign(quotient), ops.floor(ops.abs(quotient)))
      return ops.neg(ops.mul(cotangent, whole))
    },
  ],
  examples: [
    {
      name: "integers",
      inputs: [
        { shape: [4], dtype: "int64", domain: { values: [7, -7, 7, -7] } },
        { shape: [4], dtype: "int64", domain: { values: [3, 3, -3, -3] } },
      ],
      build: (a, b) => mod(a, b),
    },
  ],
})
