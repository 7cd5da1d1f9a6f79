// flatten(x): a matrix of the axes before one and the axes from it on
import type { Value } from "../graph/graph.ts"
import { multiplyDimensions } from "../graph/shape.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"

type FlattenAttributes = { readonly axis: number }

export const flatten = (x: Value, { axis = 1 }: { readonly axis?: number } = {}): Value =>
  applyOne(flattenOp, [x], { axis })

// the input's shape again
export const flattenOp: OpDefinition<FlattenAttributes> = {
  type: "Flatten",
  summary: "A matrix of the leading axes and the others.",
  infer(inputs, { axis }) {
    const { dtype, shape } = required(inputs, 0)
    return [{ dtype, shape: [multiplyDimensions(shape.slice(0, axis)), multiplyDimensions(shape.slice(axis))] }]
  },
  reference(inputs, { axis }) {
    const x = required(inputs, 0)
    const size = (sizes: readonly number[]): number => sizes.reduce((product, length) => product * length, 1)
    return [{ ...x, shape: [size(x.shape.slice(0, axis)), size(x.shape.slice(axis))] }]
  },
  gradient: ({ ops, input, cotangent }) => [ops.reshape(cotangent, input.shape)],
  examples: [
    { name: "after the batch", inputs: [{ shape: [2, 3, 4] }], build: (x) => flatten(x) },
    { name: "one row", inputs: [{ shape: [2, 3] }], build: (x) => flatten(x, { axis: 0 }) },
    { name: "after two axes", inputs: [{ shape: [2, 3, 4] }], build: (x) => flatten(x, { axis: 2 }) },
  ],
}
