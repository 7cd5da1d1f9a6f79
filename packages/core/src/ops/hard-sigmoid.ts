// hardSigmoid(x) = max(0, min(1, αx + β))
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

type HardSigmoidAttributes = { readonly alpha: number; readonly beta: number }

export const hardSigmoid = (
  x: Value,
  { alpha = 0.2, beta = 0.5 }: { readonly alpha?: number; readonly beta?: number } = {},
): Value => applyOne(hardSigmoidOp, [x], { alpha, beta })

// y' = α where 0 < y < 1, else 0
export const hardSigmoidOp: OpDefinition<HardSigmoidAttributes> = unary<HardSigmoidAttributes>({
  type: "HardSigmoid",
  summary: "Piecewise linear version of sigmoid.",
  of: (x, { alpha, beta }) => Math.max(0, Math.min(1, alpha * x + beta)),
  numbers: "awayFromZero",
  gradient: ({ ops, cotangent, output, attributes }) => {
    const inside = ops.and(ops.greater(output, 0), ops.less(output, 1))
    return [ops.mul(cotangent, ops.mul(ops.cast(inside, output.dtype), attributes.alpha))]
  },
  defaults: { alpha: 0.2, beta: 0.5 },
  examples: [
    {
      name: "other attributes",
      inputs: [{ shape: [2, 3], domain: "awayFromZero" }],
      build: (x) => hardSigmoid(x, { alpha: 0.3, beta: 0.4 }),
    },
  ],
})
