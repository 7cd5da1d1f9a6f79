// scatterND(data, indices, updates): data with slices put, or added, at these index tuples
import type { Value } from "../graph/graph.ts"
import { sameDtype } from "./elementwise.ts"
import { checkIndices, scattered, sliceStarts, type Reduction } from "./indexing.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"

type ScatterNDAttributes = { readonly reduction: Reduction }

export const scatterND = (
  data: Value,
  indices: Value,
  updates: Value,
  { reduction = "none" }: { readonly reduction?: Reduction } = {},
): Value => applyOne(scatterNDOp, [data, indices, updates], { reduction })

// ∂data: the cotangent, zero where it was replaced; ∂updates: the cotangent's slices at the indices
export const scatterNDOp: OpDefinition<ScatterNDAttributes> = {
  type: "ScatterND",
  summary: "Puts or adds slices at index tuples.",
  infer(inputs) {
    const [data, indices, updates] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)]
    checkIndices(indices, "int64")
    sameDtype(data, updates)
    return [{ dtype: data.dtype, shape: data.shape }]
  },
  reference(inputs, { reduction }) {
    const [data, indices, updates] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)]
    const { starts, length } = sliceStarts(data, indices)
    const positions = starts.flatMap((start) => Array.from({ length }, (_, i) => start + i))
    return [scattered(data, positions, updates, reduction)]
  },
  gradient({ ops, inputs, cotangent, attributes }) {
    const [indices, updates] = [required(inputs, 1), required(inputs, 2)]
    return [
      () => (attributes.reduction === "add" ? cotangent : ops.scatterND(cotangent, indices, ops.zerosLike(updates))),
      undefined,
      () => ops.gatherND(cotangent, indices),
    ]
  },
  examples: [
    {
      name: "added rows",
      inputs: [{ shape: [4, 2] }, { shape: [3, 1], dtype: "int64", domain: { values: [1, 3, 1] } }, { shape: [3, 2] }],
      build: (data, indices, updates) => scatterND(data, indices, updates, { reduction: "add" }),
    },
    {
      name: "replaced elements",
      inputs: [{ shape: [2, 3] }, { shape: [2, 2], dtype: "int64", domain: { values: [0, 1, 1, 2] } }, { shape: [2] }],
      build: (data, indices, updates) => scatterND(data, indices, updates),
    },
  ],
}
