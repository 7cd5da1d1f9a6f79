// squeeze(x, axes): without these axes, which have length 1
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { formatShape, normalizeAxis } from "../graph/shape.ts"
import { applyOne, constantsOf, required, type OpDefinition } from "./op.ts"
import { integersOf } from "./reference.ts"

export function squeeze(x: Value, axes: readonly number[]): Value {
  if (axes.length === 0) return x
  const positions = axes.map((axis) => normalizeAxis(axis, x.shape.length))
  return applyOne(squeezeOp, [x, x.graph.constant(positions, "int64")], {})
}

// the axes come back
export const squeezeOp: OpDefinition = {
  type: "Squeeze",
  summary: "Removes axes of length 1.",
  infer(inputs) {
    const [x, axes] = [required(inputs, 0), required(inputs, 1)]
    const positions = constantsOf(axes).map((axis) => normalizeAxis(axis, x.shape.length))
    for (const axis of positions) {
      const size = x.shape[axis]
      if (size !== 1)
        throw new GraphError("graph/shape", `axis ${axis} of ${formatShape(x.shape)} has length ${size}, not 1`)
    }
    return [{ dtype: x.dtype, shape: x.shape.filter((_, axis) => !positions.includes(axis)) }]
  },
  reference(inputs) {
    const x = required(inputs, 0)
    const positions = integersOf(required(inputs, 1)).map((axis) => normalizeAxis(axis, x.shape.length))
    return [{ ...x, shape: x.shape.filter((_, axis) => !positions.includes(axis)) }]
  },
  gradient: ({ ops, inputs, cotangent }) => [ops.unsqueeze(cotangent, constantsOf(required(inputs, 1)))],
  examples: [
    { name: "one axis", inputs: [{ shape: [2, 1] }], build: (x) => squeeze(x, [1]) },
    { name: "two axes", inputs: [{ shape: [1, 3, 1] }], build: (x) => squeeze(x, [0, -1]) },
  ],
}
