// elu(x) = x where x > 0, else α(eˣ − 1) (Clevert et al., 2016)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

type EluAttributes = { readonly alpha: number }

export const elu = (x: Value, { alpha = 1 }: { readonly alpha?: number } = {}): Value => applyOne(eluOp, [x], { alpha })

// y' = 1 where x > 0, else y + α
export const eluOp: OpDefinition<EluAttributes> = unary<EluAttributes>({
  type: "Elu",
  summary: "Exponential linear unit.",
  of: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
  numbers: "awayFromZero",
  gradient: ({ ops, cotangent, input, output, attributes }) => [
    ops.mul(cotangent, ops.where(ops.greater(input, 0), 1, ops.add(output, attributes.alpha))),
  ],
  defaults: { alpha: 1 },
  examples: [
    {
      name: "other attributes",
      inputs: [{ shape: [2, 3], domain: "awayFromZero" }],
      build: (x) => elu(x, { alpha: 0.3 }),
    },
  ],
})
