// erf(x) = 2/√π ∫₀ˣ e^(−t²) dt
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"
import { errorFunction } from "./special-functions.ts"

export const erf = (x: Value): Value => applyOne(erfOp, [x], {})

// y' = 2/√π · e^(−x²)
export const erfOp: OpDefinition = unary({
  type: "Erf",
  summary: "Error function.",
  of: errorFunction,
  gradient: ({ ops, cotangent, input }) => [
    ops.mul(cotangent, ops.mul(2 / Math.sqrt(Math.PI), ops.exp(ops.neg(ops.mul(input, input))))),
  ],
  defaults: {},
})
