// Shapes as values: what reshape, expand and their like are given where a dimension is symbolic.
import { GraphError } from "../errors.ts"
import type { Graph, Value } from "../graph/graph.ts"
import { isStatic, type Dimension, type Shape } from "../graph/shape.ts"
import { cast } from "./cast.ts"
import { concat } from "./concat.ts"
import { innermostGraph, required, type Operand } from "./op.ts"
import { shapeOf } from "./shape-of.ts"
import { squeeze } from "./squeeze.ts"

/** A shape as an int64 value: a constant where all sizes are known, else joined from values that have the dimensions. */
export function shapeOperand(graph: Graph, shape: Shape): Value {
  if (isStatic(shape)) return graph.constant(shape, "int64")
  const lengths = shape.map((size) => (typeof size === "number" ? undefined : dimensionOf(graph, size)))
  const home = innermostGraph(lengths)
  return concat(
    lengths.map((length, axis) => length ?? home.constant([Number(shape[axis])], "int64")),
    0,
  )
}

/** A dimension's length, [1] of int64; where a graph around this one knows it, it is computed there: once, not in every turn of a loop. */
export function dimensionOf(graph: Graph, dimension: Dimension): Value {
  const around = graphsAround(graph)
  const outside = around.slice(0, -1).flatMap(({ inputs }) => inputs)
  const source =
    axisOf(outside, dimension) ??
    around.toReversed().reduce<Axis | undefined>((found, at) => found ?? axisOf(valuesOf(at), dimension), undefined)
  if (source === undefined) throw new GraphError("graph/shape", `no value here has the dimension ${dimension}`)
  return shapeOf(source.value, { start: source.axis, end: source.axis + 1 })
}

interface Axis {
  readonly value: Value
  readonly axis: number
}

function axisOf(values: readonly Value[], dimension: Dimension): Axis | undefined {
  for (const value of values) {
    const axis = value.shape.indexOf(dimension)
    if (axis >= 0) return { value, axis }
  }
  return undefined
}

const valuesOf = ({ inputs, nodes }: Graph): Value[] => [...inputs, ...nodes.flatMap(({ outputs }) => outputs)]

/** The graph and those it is nested in, outermost first. */
function graphsAround(graph: Graph): readonly Graph[] {
  return graph.parent === undefined ? [graph] : [...graphsAround(graph.parent), graph]
}

/** The length of an axis: a plain number where it is known, else a scalar of the value's dtype. */
export function sizeOfAxis(x: Value, axis: number): Operand {
  const size = required(x.shape, axis)
  if (typeof size === "number") return size
  const outside = graphsAround(x.graph)
    .slice(0, -1)
    .flatMap(({ inputs }) => inputs)
  const source = axisOf(outside, size) ?? { value: x, axis }
  return cast(squeeze(shapeOf(source.value, { start: source.axis, end: source.axis + 1 }), [0]), x.dtype)
}

/** What a shape's value says about the result's shape: constants as they are, the rest as symbols. */
export function shapeFromValue(shape: Value): Shape {
  if (shape.constant !== undefined) return Array.from(shape.constant.data, Number)
  const [rank] = shape.shape
  if (typeof rank !== "number") throw new GraphError("graph/shape", `the rank of shape ${shape.name} is not known`)
  return Array.from({ length: rank }, (_, axis) => `${shape.name}[${axis}]`)
}
