// unsqueeze(x, axes): with axes of length 1 at these positions of the result
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { applyOne, constantsOf, required, type OpDefinition } from "./op.ts"
import { integersOf } from "./reference.ts"

export function unsqueeze(x: Value, axes: readonly number[]): Value {
  if (axes.length === 0) return x
  const rank = x.shape.length + axes.length
  const positions = axes.map((axis) => normalizeAxis(axis, rank)).toSorted((a, b) => a - b)
  return applyOne(unsqueezeOp, [x, x.graph.constant(positions, "int64")], {})
}

function withOnes<T>(shape: readonly T[], axes: readonly number[], one: T): T[] {
  const result = [...shape]
  const rank = shape.length + axes.length
  for (const axis of axes.map((at) => normalizeAxis(at, rank)).toSorted((a, b) => a - b)) result.splice(axis, 0, one)
  return result
}

// the axes go again
export const unsqueezeOp: OpDefinition = {
  type: "Unsqueeze",
  summary: "Inserts axes of length 1.",
  infer(inputs) {
    const [x, axes] = [required(inputs, 0), required(inputs, 1)]
    return [{ dtype: x.dtype, shape: withOnes(x.shape, constantsOf(axes), 1) }]
  },
  reference(inputs) {
    const x = required(inputs, 0)
    return [{ ...x, shape: withOnes(x.shape, integersOf(required(inputs, 1)), 1) }]
  },
  gradient: ({ ops, inputs, cotangent }) => [ops.squeeze(cotangent, constantsOf(required(inputs, 1)))],
  examples: [
    { name: "one axis", inputs: [{ shape: [2, 3] }], build: (x) => unsqueeze(x, [1]) },
    { name: "two axes", inputs: [{ shape: [3] }], build: (x) => unsqueeze(x, [0, -1]) },
    { name: "scalar", inputs: [{ shape: [] }], build: (x) => unsqueeze(x, [0]) },
  ],
}
