// shapeOf(x): the shape of x as numbers, [rank]
import type { Value } from "../graph/graph.ts"
import { applyOne, noGradient, required, type OpDefinition } from "./op.ts"
import { referenceTensor } from "./reference.ts"

type ShapeAttributes = { readonly start: number; readonly end?: number | undefined }

/** int64; `start` and `end` choose a range of axes. */
export const shapeOf = (x: Value, { start = 0, end }: { readonly start?: number; readonly end?: number } = {}): Value =>
  applyOne(shapeOfOp, [x], { start, end })

export const shapeOfOp: OpDefinition<ShapeAttributes> = {
  type: "Shape",
  summary: "The shape of a tensor, as an int64 tensor.",
  infer: (inputs, { start, end }) => [{ dtype: "int64", shape: [required(inputs, 0).shape.slice(start, end).length] }],
  reference(inputs, { start, end }) {
    const sizes = required(inputs, 0).shape.slice(start, end)
    return [referenceTensor("int64", [sizes.length], sizes)]
  },
  gradient: noGradient("the result is a shape"),
  examples: [
    { name: "all axes", inputs: [{ shape: [2, 3, 4] }], build: (x) => shapeOf(x) },
    { name: "some axes", inputs: [{ shape: [2, 3, 4] }], build: (x) => shapeOf(x, { start: 1, end: 2 }) },
    { name: "scalar", inputs: [{ shape: [] }], build: (x) => shapeOf(x) },
  ],
}
