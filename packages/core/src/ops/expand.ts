// expand(x, shape): x broadcast to a shape
import type { Value } from "../graph/graph.ts"
import { broadcastShapes, sameShape, type Shape } from "../graph/shape.ts"
import { shapeFromValue, shapeOperand } from "./dynamic-shape.ts"
import { applyOne, applyWithShape, innermostGraph, required, type OpDefinition } from "./op.ts"
import { broadcastTo, integersOf } from "./reference.ts"

/** Symbolic dimensions are looked up among the graph's values; `like` says where, if the graph has none yet. */
export function expand(x: Value, shape: Shape | Value, like: Value = x): Value {
  if ("graph" in shape) return applyOne(expandOp, [x, shape], {})
  if (sameShape(shape, x.shape)) return x
  const operand = shapeOperand(innermostGraph([x, like]), shape)
  return applyWithShape(expandOp, [x, operand], {}, broadcastShapes(x.shape, shape))
}

// the cotangent itself; the walk sums it to the input's shape
export const expandOp: OpDefinition = {
  type: "Expand",
  summary: "Broadcasts to a shape.",
  family: "elementwise",
  infer(inputs) {
    const [x, shape] = [required(inputs, 0), shapeFromValue(required(inputs, 1))]
    // a symbol may turn out to be 1, so a known length wins
    const lead = shape.length - x.shape.length
    const wanted = shape.map((size, axis) => {
      const own = x.shape[axis - lead]
      return typeof size === "string" && own !== undefined && own !== 1 ? own : size
    })
    return [{ dtype: x.dtype, shape: broadcastShapes(x.shape, wanted) }]
  },
  reference(inputs) {
    const [x, shape] = [required(inputs, 0), integersOf(required(inputs, 1))]
    return [broadcastTo(x, broadcastShapes(x.shape, shape) as readonly number[])] // concrete from concrete
  },
  gradient: ({ cotangent }) => [cotangent],
  examples: [
    { name: "row", inputs: [{ shape: [3] }], build: (x) => expand(x, [2, 3]) },
    { name: "column", inputs: [{ shape: [2, 1] }], build: (x) => expand(x, [2, 3]) },
    { name: "scalar", inputs: [{ shape: [] }], build: (x) => expand(x, [2, 2]) },
    { name: "lower rank", inputs: [{ shape: [2, 3] }], build: (x) => expand(x, [1]) },
    {
      name: "shape as a value",
      inputs: [{ shape: [1, 3] }, { shape: [2], dtype: "int64", domain: { values: [2, 3] } }],
      build: (x, shape) => expand(x, shape),
    },
  ],
}
