// argMax(x): the position of the largest number along an axis, the first of equal ones
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { applyOne, noGradient, required, type OpDefinition } from "./op.ts"
import { foldAxes } from "./reduction.ts"
import { withAxis } from "./reference.ts"

type ArgMaxAttributes = { readonly axis: number; readonly keepdims: number }

interface ArgMaxOptions {
  readonly axis: number
  readonly keepdims?: boolean
}

/** int64 positions. */
export const argMax = (x: Value, { axis, keepdims = false }: ArgMaxOptions): Value =>
  applyOne(argMaxOp, [x], { axis: normalizeAxis(axis, x.shape.length), keepdims: Number(keepdims) })

export const argMaxOp: OpDefinition<ArgMaxAttributes> = {
  type: "ArgMax",
  summary: "Position of the largest number along an axis.",
  infer(inputs, { axis, keepdims }) {
    const { shape } = required(inputs, 0)
    const position = normalizeAxis(axis, shape.length)
    return [{ dtype: "int64", shape: keepdims === 1 ? withAxis(shape, position, 1) : shape.toSpliced(position, 1) }]
  },
  reference(inputs, { axis, keepdims }) {
    const x = required(inputs, 0)
    const first = (numbers: readonly number[]): number =>
      numbers.reduce((best, number, i) => (number > numbers[best]! ? i : best), 0) // best is one of them
    return [{ ...foldAxes(x, [normalizeAxis(axis, x.shape.length)], keepdims === 1, first), dtype: "int64" }]
  },
  gradient: noGradient("the result is a position"),
  examples: [
    { name: "last axis", inputs: [{ shape: [2, 3], domain: "noTies" }], build: (x) => argMax(x, { axis: -1 }) },
    {
      name: "first axis, kept",
      inputs: [{ shape: [3, 2], domain: "noTies" }],
      build: (x) => argMax(x, { axis: 0, keepdims: true }),
    },
    {
      name: "equal numbers",
      inputs: [{ shape: [4], domain: { values: [1, 2, 2, 1] } }],
      build: (x) => argMax(x, { axis: 0 }),
    },
  ],
}
