// celu(x) = max(0, x) + min(0, α(e^(x/α) − 1)) (Barron, 2017)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

type CeluAttributes = { readonly alpha: number }

export const celu = (x: Value, { alpha = 1 }: { readonly alpha?: number } = {}): Value =>
  applyOne(celuOp, [x], { alpha })

// y' = 1 where x > 0, else e^(x/α) = y/α + 1
export const celuOp: OpDefinition<CeluAttributes> = unary<CeluAttributes>({
  type: "Celu",
  summary: "Continuously differentiable exponential linear unit.",
  of: (x, { alpha }) => Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha)),
  numbers: "awayFromZero",
  gradient: ({ ops, cotangent, input, output, attributes }) => [
    ops.mul(cotangent, ops.where(ops.greater(input, 0), 1, ops.add(ops.div(output, attributes.alpha), 1))),
  ],
  defaults: { alpha: 1 },
  examples: [
    {
      name: "other attributes",
      inputs: [{ shape: [2, 3], domain: "awayFromZero" }],
      build: (x) => celu(x, { alpha: 0.3 }),
    },
  ],
})
