// topK(x, k): the k largest numbers along an axis, largest first, and their positions
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { applyOp, constantsOf, required, type OpDefinition } from "./op.ts"
import { mapCoordinates, numbersOf, positionOf, referenceTensor, withAxis } from "./reference.ts"

type TopKAttributes = { readonly axis: number; readonly largest: number; readonly sorted: number }

export function topK(x: Value, k: number, { axis = -1 }: { readonly axis?: number } = {}): readonly [Value, Value] {
  const attributes = { axis: normalizeAxis(axis, x.shape.length), largest: 1, sorted: 1 }
  const [values, indices] = applyOp(topKOp, [x, x.graph.constant([k], "int64")], attributes)
  return [values!, indices!] // two outputs
}

// each element of the cotangent goes to where it was taken from
export const topKOp: OpDefinition<TopKAttributes> = {
  type: "TopK",
  summary: "The largest numbers along an axis, and their positions.",
  infer(inputs, { axis }) {
    const [x, k] = [required(inputs, 0), required(inputs, 1)]
    const shape = withAxis(x.shape, axis, required(constantsOf(k), 0))
    return [
      { dtype: x.dtype, shape },
      { dtype: "int64", shape },
    ]
  },
  reference(inputs, { axis }) {
    const x = required(inputs, 0)
    const data = numbersOf(x)
    const shape = withAxis(x.shape, axis, Number(required(inputs, 1).data[0]))
    const size = required(x.shape, axis)
    const positions = mapCoordinates(shape, (at) => {
      const value = (position: number): number => data[positionOf(withAxis(at, axis, position), x.shape)]! // in range
      const order = Array.from({ length: size }, (_, i) => i).toSorted((a, b) => value(b) - value(a) || a - b)
      return required(order, required(at, axis))
    })
    const values = mapCoordinates(shape, (at) => {
      const chosen = required(positions, positionOf(at, shape))
      return data[positionOf(withAxis(at, axis, chosen), x.shape)]! // in range
    })
    return [referenceTensor(x.dtype, shape, values), referenceTensor("int64", shape, positions)]
  },
  gradient: ({ ops, input, outputs, cotangent, attributes }) => [
    ops.scatterElements(ops.zerosLike(input), required(outputs, 1), cotangent, { axis: attributes.axis }),
  ],
  examples: [
    { name: "last axis", inputs: [{ shape: [2, 5], domain: "noTies" }], build: (x) => topK(x, 3) },
    { name: "first axis", inputs: [{ shape: [4, 2], domain: "noTies" }], build: (x) => topK(x, 1, { axis: 0 }) },
  ],
}
