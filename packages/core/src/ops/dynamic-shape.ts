// Shapes as values: what reshape, expand and their like are given where a dimension is symbolic.
import { GraphError } from "../errors.ts"
import type { Graph, Value } from "../graph/graph.ts"
import { isStatic, type Dimension, type Shape } from "../graph/shape.ts"
import { cast } from "./cast.ts"
import { concat } from "./concat.ts"
import { required, type Operand } from "./op.ts"
import { shapeOf } from "./shape-of.ts"
import { squeeze } from "./squeeze.ts"

/** A shape as an int64 value: a constant where all sizes are known, else joined from values that have the dimensions. */
export function shapeOperand(graph: Graph, shape: Shape): Value {
  if (isStatic(shape)) return graph.constant(shape, "int64")
  const pieces = shape.map((size) =>
    typeof size === "number" ? graph.constant([size], "int64") : dimensionOf(graph, size),
  )
  return concat(pieces, 0)
}

function dimensionOf(graph: Graph, dimension: Dimension): Value {
  for (let at: Graph | undefined = graph; at !== undefined; at = at.parent) {
    for (const value of [...at.inputs, ...at.nodes.flatMap((node) => node.outputs)]) {
      const axis = value.shape.indexOf(dimension)
      if (axis >= 0) return shapeOf(value, { start: axis, end: axis + 1 })
    }
  }
  throw new GraphError("graph/shape", `no value here has the dimension ${dimension}`)
}

/** The length of an axis: a plain number where it is known, else a scalar of the value's dtype. */
export function sizeOfAxis(x: Value, axis: number): Operand {
  const size = required(x.shape, axis)
  if (typeof size === "number") return size
  return cast(squeeze(shapeOf(x, { start: axis, end: axis + 1 }), [0]), x.dtype)
}

/** What a shape's value says about the result's shape: constants as they are, the rest as symbols. */
export function shapeFromValue(shape: Value): Shape {
  if (shape.constant !== undefined) return Array.from(shape.constant.data, Number)
  const [rank] = shape.shape
  if (typeof rank !== "number") throw new GraphError("graph/shape", `the rank of shape ${shape.name} is not known`)
  return Array.from({ length: rank }, (_, axis) => `${shape.name}[${axis}]`)
}
