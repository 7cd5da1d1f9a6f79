// gatherElements(data, indices): along one axis, each element's own choice
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { checkIndices, elementPosition } from "./indexing.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"
import { integersOf, mapCoordinates, positionOf, take } from "./reference.ts"

type GatherElementsAttributes = { readonly axis: number }

export const gatherElements = (data: Value, indices: Value, { axis = 0 }: { readonly axis?: number } = {}): Value =>
  applyOne(gatherElementsOp, [data, indices], { axis: normalizeAxis(axis, data.shape.length) })

// each element of the cotangent is added to where it was taken from
export const gatherElementsOp: OpDefinition<GatherElementsAttributes> = {
  type: "GatherElements",
  summary: "Takes elements by their positions along an axis.",
  infer(inputs) {
    const [data, indices] = [required(inputs, 0), required(inputs, 1)]
    checkIndices(indices, "int32", "int64")
    return [{ dtype: data.dtype, shape: indices.shape }]
  },
  reference(inputs, { axis }) {
    const [data, indices] = [required(inputs, 0), required(inputs, 1)]
    const chosen = integersOf(indices)
    const source = (at: readonly number[]): number =>
      elementPosition(at, required(chosen, positionOf(at, indices.shape)), axis, data.shape)
    return [take(data, indices.shape, mapCoordinates(indices.shape, source))]
  },
  gradient: ({ ops, input, inputs, cotangent, attributes }) => [
    ops.scatterElements(ops.zerosLike(input), required(inputs, 1), cotangent, {
      axis: attributes.axis,
      reduction: "add",
    }),
  ],
  examples: [
    {
      name: "columns",
      inputs: [{ shape: [2, 4] }, { shape: [2, 1], dtype: "int64", domain: { values: [3, 1] } }],
      build: (data, indices) => gatherElements(data, indices, { axis: 1 }),
    },
    {
      name: "rows, repeated",
      inputs: [{ shape: [3, 2] }, { shape: [3, 2], dtype: "int32", domain: { values: [0, 2, 0, 1, -1, 1] } }],
      build: (data, indices) => gatherElements(data, indices, { axis: 0 }),
    },
  ],
}
