// leakyRelu(x) = x where x ≥ 0, else αx
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

type LeakyReluAttributes = { readonly alpha: number }

export const leakyRelu = (x: Value, { alpha = 0.01 }: { readonly alpha?: number } = {}): Value =>
  applyOne(leakyReluOp, [x], { alpha })

// y' = 1 where x ≥ 0, else α
export const leakyReluOp: OpDefinition<LeakyReluAttributes> = unary<LeakyReluAttributes>({
  type: "LeakyRelu",
  summary: "Relu with a slope for negative numbers.",
  of: (x, { alpha }) => (x < 0 ? alpha * x : x),
  numbers: "awayFromZero",
  gradient: ({ ops, cotangent, input, attributes }) => [
    ops.where(ops.less(input, 0), ops.mul(cotangent, attributes.alpha), cotangent),
  ],
  defaults: { alpha: 0.01 },
  examples: [
    {
      name: "other attributes",
      inputs: [{ shape: [2, 3], domain: "awayFromZero" }],
      build: (x) => leakyRelu(x, { alpha: 0.3 }),
    },
  ],
})
