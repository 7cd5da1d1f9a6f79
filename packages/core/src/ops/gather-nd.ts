// gatherND(data, indices): the slices of data at these index tuples (the last axis of indices)
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { checkIndices, sliceStarts } from "./indexing.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"
import { take } from "./reference.ts"

type GatherNDAttributes = { readonly batch_dims: number }

export const gatherND = (data: Value, indices: Value): Value => applyOne(gatherNDOp, [data, indices], { batch_dims: 0 })

// each slice of the cotangent is added to where it was taken from
export const gatherNDOp: OpDefinition<GatherNDAttributes> = {
  type: "GatherND",
  summary: "Takes slices by index tuples.",
  infer(inputs) {
    const [data, indices] = [required(inputs, 0), required(inputs, 1)]
    checkIndices(indices, "int64")
    const depth = indices.shape.at(-1)
    if (typeof depth !== "number" || depth > data.shape.length) {
      throw new GraphError("graph/shape", `index tuples of length ${depth} into rank ${data.shape.length}`)
    }
    return [{ dtype: data.dtype, shape: [...indices.shape.slice(0, -1), ...data.shape.slice(depth)] }]
  },
  reference(inputs) {
    const [data, indices] = [required(inputs, 0), required(inputs, 1)]
    const { starts, length } = sliceStarts(data, indices)
    const shape = [...indices.shape.slice(0, -1), ...data.shape.slice(indices.shape.at(-1))]
    const positions = starts.flatMap((start) => Array.from({ length }, (_, i) => start + i))
    return [take(data, shape, positions)]
  },
  gradient: ({ ops, input, inputs, cotangent }) => [
    ops.scatterND(ops.zerosLike(input), required(inputs, 1), cotangent, { reduction: "add" }),
  ],
  examples: [
    {
      name: "elements",
      inputs: [{ shape: [2, 3] }, { shape: [3, 2], dtype: "int64", domain: { values: [0, 0, 1, 2, 0, 0] } }],
      build: (data, indices) => gatherND(data, indices),
    },
    {
      name: "rows",
      inputs: [{ shape: [3, 2] }, { shape: [2, 1], dtype: "int64", domain: { values: [2, 0] } }],
      build: (data, indices) => gatherND(data, indices),
    },
  ],
}
