// scatterElements(data, indices, updates): data with elements put, or added, at these positions of an axis
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { sameDtype } from "./elementwise.ts"
import { checkIndices, elementPosition, scattered, type Reduction } from "./indexing.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"
import { integersOf, mapCoordinates, positionOf } from "./reference.ts"

type ScatterElementsAttributes = { readonly axis: number; readonly reduction: Reduction }

export interface ScatterElementsOptions {
  readonly axis?: number
  readonly reduction?: Reduction
}

export const scatterElements = (
  data: Value,
  indices: Value,
  updates: Value,
  { axis = 0, reduction = "none" }: ScatterElementsOptions = {},
): Value =>
  applyOne(scatterElementsOp, [data, indices, updates], { axis: normalizeAxis(axis, data.shape.length), reduction })

// ∂data: the cotangent, zero where it was replaced; ∂updates: the cotangent's elements at the indices
export const scatterElementsOp: OpDefinition<ScatterElementsAttributes> = {
  type: "ScatterElements",
  summary: "Puts or adds elements at positions along an axis.",
  infer(inputs) {
    const [data, indices, updates] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)]
    checkIndices(indices, "int32", "int64")
    sameDtype(data, updates)
    return [{ dtype: data.dtype, shape: data.shape }]
  },
  reference(inputs, { axis, reduction }) {
    const [data, indices, updates] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)]
    const chosen = integersOf(indices)
    const positions = mapCoordinates(indices.shape, (at) =>
      elementPosition(at, required(chosen, positionOf(at, indices.shape)), axis, data.shape),
    )
    return [scattered(data, positions, updates, reduction)]
  },
  gradient({ ops, inputs, cotangent, attributes }) {
    const [indices, updates] = [required(inputs, 1), required(inputs, 2)]
    const { axis, reduction } = attributes
    return [
      () =>
        reduction === "add" ? cotangent : ops.scatterElements(cotangent, indices, ops.zerosLike(updates), { axis }),
      undefined,
      () => ops.gatherElements(cotangent, indices, { axis }),
    ]
  },
  examples: [
    {
      name: "added",
      inputs: [
        { shape: [2, 4] },
        { shape: [2, 2], dtype: "int64", domain: { values: [3, 3, 0, 1] } },
        { shape: [2, 2] },
      ],
      build: (data, indices, updates) => scatterElements(data, indices, updates, { axis: 1, reduction: "add" }),
    },
    {
      name: "replaced",
      inputs: [{ shape: [3, 2] }, { shape: [1, 2], dtype: "int32", domain: { values: [2, -3] } }, { shape: [1, 2] }],
      build: (data, indices, updates) => scatterElements(data, indices, updates),
    },
  ],
}
