// oneHot(indices, depth): along a new axis, 1 at the index and 0 elsewhere
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { applyOne, constantsOf, noGradient, required, type OpDefinition } from "./op.ts"
import { integersOf, mapCoordinates, positionOf, referenceTensor } from "./reference.ts"

type OneHotAttributes = { readonly axis: number }

/** float32; an index outside of ±depth gives zeros only. */
export function oneHot(indices: Value, depth: number, { axis = -1 }: { readonly axis?: number } = {}): Value {
  const { graph, dtype } = indices
  return applyOne(oneHotOp, [indices, graph.constant(depth, dtype), graph.constant([0, 1])], { axis })
}

export const oneHotOp: OpDefinition<OneHotAttributes> = {
  type: "OneHot",
  summary: "Turns indices into vectors of zeros and a one.",
  infer(inputs, { axis }) {
    const [indices, depth, values] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)]
    const position = normalizeAxis(axis, indices.shape.length + 1)
    return [{ dtype: values.dtype, shape: indices.shape.toSpliced(position, 0, required(constantsOf(depth), 0)) }]
  },
  reference(inputs, { axis }) {
    const [indices, depth, values] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)]
    const chosen = integersOf(indices)
    const [size, off, on] = [Number(depth.data[0]), Number(values.data[0]), Number(values.data[1])]
    const position = normalizeAxis(axis, indices.shape.length + 1)
    const shape = indices.shape.toSpliced(position, 0, size)
    const data = mapCoordinates(shape, (at) => {
      const index = required(chosen, positionOf(at.toSpliced(position, 1), indices.shape))
      return (index < 0 ? index + size : index) === at[position] ? on : off
    })
    return [referenceTensor(values.dtype, shape, data)]
  },
  gradient: noGradient("indices are not differentiable"),
  examples: [
    {
      name: "last axis",
      inputs: [{ shape: [4], dtype: "int32", domain: { values: [0, 2, 1, 2] } }],
      build: (indices) => oneHot(indices, 3),
    },
    {
      name: "first axis",
      inputs: [{ shape: [4], dtype: "int64", domain: { values: [0, 2, 1, 2] } }],
      build: (indices) => oneHot(indices, 3, { axis: 0 }),
    },
    {
      name: "outside",
      inputs: [{ shape: [3], dtype: "int64", domain: { values: [3, -1, -4] } }],
      build: (indices) => oneHot(indices, 3),
    },
  ],
}
