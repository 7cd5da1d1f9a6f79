// selu(x) = γ · (x where x > 0, else α(eˣ − 1)) (Klambauer et al., 2017)
import type { Value } from "../graph/graph.ts"
import { unary } from "./elementwise.ts"
import { applyOne, type OpDefinition } from "./op.ts"

type SeluAttributes = { readonly alpha: number; readonly gamma: number }

/** The constants that keep mean 0 and variance 1. */
const selfNormalizing: SeluAttributes = { alpha: 1.6732632423543772, gamma: 1.0507009873554805 }

export const selu = (x: Value): Value => applyOne(seluOp, [x], selfNormalizing)

// y' = γ where x > 0, else y + γα
export const seluOp: OpDefinition<SeluAttributes> = unary<SeluAttributes>({
  type: "Selu",
  summary: "Self-normalizing exponential linear unit.",
  of: (x, { alpha, gamma }) => gamma * (x > 0 ? x : alpha * Math.expm1(x)),
  numbers: "awayFromZero",
  gradient: ({ ops, cotangent, input, output, attributes }) => {
    const { alpha, gamma } = attributes
    return [ops.mul(cotangent, ops.where(ops.greater(input, 0), gamma, ops.add(output, gamma * alpha)))]
  },
  defaults: selfNormalizing,
})
