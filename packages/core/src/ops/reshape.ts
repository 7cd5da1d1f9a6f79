// reshape(x, shape): the same elements in another shape
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import {
  divideDimensions,
  formatShape,
  multiplyDimensions,
  sameShape,
  type Dimension,
  type Shape,
} from "../graph/shape.ts"
import { shapeFromValue, shapeOperand } from "./dynamic-shape.ts"
import { applyOne, applyWithShape, required, type OpDefinition } from "./op.ts"
import { integersOf } from "./reference.ts"

type ReshapeAttributes = { readonly allowzero: number }

/** `shape` may leave one dimension open, as −1, and name symbolic ones; a value is taken as it is when the graph runs. */
export function reshape(x: Value, shape: Shape | Value): Value {
  if ("graph" in shape) return applyOne(reshapeOp, [x, shape], { allowzero: 0 })
  if (sameShape(shape, x.shape)) return x
  const wanted = constantShape(x, shape)
  const operand = wanted === undefined ? shapeOperand(x.graph, shape) : x.graph.constant(wanted, "int64")
  return applyWithShape(reshapeOp, [x, operand], { allowzero: 0 }, shape.includes(-1) ? resolve(x.shape, shape) : shape)
}

/** The shape as numbers: 0 copies a dimension that stays in its place, −1 stands for one that follows from the others. */
function constantShape(x: Value, shape: Shape): number[] | undefined {
  const copied = shape.map((size, axis) => (typeof size === "string" && size === x.shape[axis] ? 0 : size))
  const open = copied.filter((size) => typeof size === "string" || size === -1)
  if (open.length > 1) return undefined
  return copied.map((size) => (typeof size === "string" ? -1 : size))
}

function resolve(from: Shape, shape: Shape): Shape {
  const copied = shape.map((size, axis) => (size === 0 ? required(from, axis) : size))
  const open = copied.indexOf(-1)
  const rest = copied.filter((_, axis) => axis !== open)
  const missing = divideDimensions(from, rest)
  const fail = (): never => {
    throw new GraphError("graph/shape", `${formatShape(from)} cannot take the shape ${formatShape(shape)}`)
  }
  if (open < 0) return missing === 1 || isOpen(from, rest) ? copied : fail()
  if (missing === undefined && !isOpen(from, rest)) return fail()
  const symbol: Dimension = missing ?? `(${multiplyDimensions(from)}/${multiplyDimensions(rest)})`
  return copied.map((size, axis) => (axis === open ? symbol : size))
}

/** Symbols on either side leave it to the run whether the sizes fit. */
const isOpen = (from: Shape, to: Shape): boolean =>
  [...from, ...to].some((size) => typeof size === "string" || size === 0)

// the input's shape again
export const reshapeOp: OpDefinition<ReshapeAttributes> = {
  type: "Reshape",
  summary: "The same elements in another shape.",
  infer(inputs) {
    const [x, shape] = [required(inputs, 0), required(inputs, 1)]
    return [{ dtype: x.dtype, shape: resolve(x.shape, shapeFromValue(shape)) }]
  },
  reference(inputs) {
    const [x, shape] = [required(inputs, 0), integersOf(required(inputs, 1))]
    return [{ ...x, shape: resolve(x.shape, shape) as readonly number[] }] // concrete from concrete
  },
  gradient: ({ ops, input, cotangent }) => [ops.reshape(cotangent, input.shape)],
  examples: [
    { name: "flat", inputs: [{ shape: [2, 3] }], build: (x) => reshape(x, [6]) },
    { name: "open dimension", inputs: [{ shape: [2, 6] }], build: (x) => reshape(x, [-1, 2, 3]) },
    { name: "scalar", inputs: [{ shape: [1, 1] }], build: (x) => reshape(x, []) },
    {
      name: "shape as a value",
      inputs: [{ shape: [4] }, { shape: [2], dtype: "int64", domain: { values: [2, 2] } }],
      build: (x, shape) => reshape(x, shape),
    },
  ],
}
