// gather(data, indices): the slices of data at these positions of an axis
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { checkIndices, wrapped } from "./indexing.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"
import { integersOf, mapCoordinates, positionOf, take } from "./reference.ts"

type GatherAttributes = { readonly axis: number }

/** Rows of a table, unless another axis is given. */
export const gather = (data: Value, indices: Value, { axis = 0 }: { readonly axis?: number } = {}): Value =>
  applyOne(gatherOp, [data, indices], { axis: normalizeAxis(axis, data.shape.length) })

// each slice of the cotangent is added to where it was taken from
export const gatherOp: OpDefinition<GatherAttributes> = {
  type: "Gather",
  summary: "Takes slices by their positions along an axis.",
  infer(inputs, { axis }) {
    const [data, indices] = [required(inputs, 0), required(inputs, 1)]
    checkIndices(indices, "int32", "int64")
    const position = normalizeAxis(axis, data.shape.length)
    return [{ dtype: data.dtype, shape: data.shape.toSpliced(position, 1, ...indices.shape) }]
  },
  reference(inputs, { axis }) {
    const [data, indices] = [required(inputs, 0), required(inputs, 1)]
    const rank = indices.shape.length
    const chosen = integersOf(indices)
    const size = required(data.shape, axis)
    const shape = data.shape.toSpliced(axis, 1, ...indices.shape)
    const source = (at: readonly number[]): number => {
      const index = required(chosen, positionOf(at.slice(axis, axis + rank), indices.shape))
      return positionOf(at.toSpliced(axis, rank, wrapped(index, size)), data.shape)
    }
    return [take(data, shape, mapCoordinates(shape, source))]
  },
  gradient({ ops, input, inputs, cotangent, attributes }) {
    const { axis } = attributes
    const indices = required(inputs, 1)
    const rank = indices.shape.length
    const positions = ops.unsqueeze(ops.cast(indices, "int64"), [-1])
    // the gathered axes go first, so that rows are scattered
    const axes = cotangent.shape.map((_, i) => i)
    const front = [...axes.slice(axis, axis + rank), ...axes.slice(0, axis), ...axes.slice(axis + rank)]
    const first = input.shape.map((_, i) => i).toSpliced(axis, 1)
    const table = ops.transpose(input, [axis, ...first])
    const zeros = ops.zerosLike(table)
    const added = ops.scatterND(zeros, positions, ops.transpose(cotangent, front), { reduction: "add" })
    const back = input.shape.map((_, i) => (i === axis ? 0 : i < axis ? i + 1 : i))
    return [ops.transpose(added, back)]
  },
  examples: [
    {
      name: "rows",
      inputs: [{ shape: [4, 3] }, { shape: [5], dtype: "int32", domain: { values: [1, 3, 1, 0, -1] } }],
      build: (data, indices) => gather(data, indices),
    },
    {
      name: "last axis",
      inputs: [{ shape: [2, 4] }, { shape: [2, 2], dtype: "int64", domain: { values: [1, 3, 1, 0] } }],
      build: (data, indices) => gather(data, indices, { axis: -1 }),
    },
    {
      name: "middle axis",
      inputs: [{ shape: [2, 3, 2] }, { shape: [2], dtype: "int64", domain: { values: [2, 0] } }],
      build: (data, indices) => gather(data, indices, { axis: 1 }),
    },
    {
      name: "one position",
      inputs: [{ shape: [3, 2] }, { shape: [], dtype: "int64", domain: { values: [2] } }],
      build: (data, indices) => gather(data, indices),
    },
    {
      name: "strings",
      inputs: [
        { shape: [3], dtype: "string", domain: { values: ["a", "b", "c"] } },
        { shape: [2], dtype: "int32", domain: { values: [2, 0] } },
      ],
      build: (data, indices) => gather(data, indices),
    },
  ],
}
