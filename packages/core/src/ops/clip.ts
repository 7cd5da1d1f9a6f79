// clip(x, min, max) = max(min, min(x, max))
import type { Value } from "../graph/graph.ts"
import { applyOne, lift, required, type OpDefinition, type Operand } from "./op.ts"
import { numbersOf } from "./reference.ts"

/** Limits each element; a bound that is undefined does not limit. */
export function clip(x: Value, min?: Operand, max?: Operand): Value {
  const bound = (operand: Operand | undefined): Value | undefined =>
    operand === undefined ? undefined : lift([x, operand])[1]
  return applyOne(clipOp, [x, bound(min), bound(max)], {})
}

// y' = 1 where min ≤ x ≤ max, else 0
export const clipOp: OpDefinition = {
  type: "Clip",
  summary: "Limits each element to an interval.",
  family: "elementwise",
  infer(inputs) {
    const x = required(inputs, 0)
    return [{ dtype: x.dtype, shape: x.shape }]
  },
  reference(inputs) {
    const x = required(inputs, 0)
    const [min, max] = [inputs[1], inputs[2]]
    const low = min === undefined ? -Infinity : Number(min.data[0])
    const high = max === undefined ? Infinity : Number(max.data[0])
    return [{ ...x, data: numbersOf(x).map((number) => Math.min(Math.max(number, low), high)) }]
  },
  gradient({ ops, input, inputs, cotangent }) {
    const [, min, max] = inputs as readonly (Value | undefined)[] // bounds may be left out
    const above = min === undefined ? undefined : ops.greaterOrEqual(input, min)
    const below = max === undefined ? undefined : ops.lessOrEqual(input, max)
    const inside = above === undefined ? below : below === undefined ? above : ops.and(above, below)
    return [inside === undefined ? cotangent : ops.mul(cotangent, ops.cast(inside, input.dtype))]
  },
  examples: [
    { name: "both bounds", inputs: [{ shape: [2, 4], domain: "noTies" }], build: (x) => clip(x, -0.77, 0.77) },
    { name: "from below", inputs: [{ shape: [2, 4], domain: "noTies" }], build: (x) => clip(x, 0.111) },
    { name: "from above", inputs: [{ shape: [2, 4], domain: "noTies" }], build: (x) => clip(x, undefined, 0.111) },
    {
      name: "special values",
      inputs: [{ shape: [6], domain: { values: [Infinity, -Infinity, 0, 1, -1, 1e30] } }],
      build: (x) => clip(x, -1, 1),
      skipGradient: "kinks",
    },
  ],
}
