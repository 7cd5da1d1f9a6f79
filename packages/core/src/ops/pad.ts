// pad(x): x with a number repeated before and after along each axis
import { GraphError } from "../errors.ts"
import type { Graph, Value } from "../graph/graph.ts"
import { addDimensions, type Shape } from "../graph/shape.ts"
import { concat } from "./concat.ts"
import { applyOne, applyWithShape, innermostGraph, required, type OpDefinition, type Operand } from "./op.ts"
import { shapeOf } from "./shape-of.ts"
import { sub } from "./sub.ts"
import { integersOf, mapCoordinates, positionOf, take } from "./reference.ts"

type PadAttributes = { readonly mode: "constant" }

export interface PadOptions {
  /** One count an axis, or an int64 value [rank]. */
  readonly before: readonly number[] | Value
  readonly after: readonly number[] | Value
  readonly value?: number
  /** The result's shape, where it does not follow from constant counts. */
  readonly shape?: Shape
}

export function pad(x: Value, { before, after, value = 0, shape }: PadOptions): Value {
  const isZero = (counts: readonly number[] | Value): boolean => !("graph" in counts) && counts.every((n) => n === 0)
  if (isZero(before) && isZero(after)) return x
  const graph = innermostGraph([x, ...[before, after].filter((counts) => "graph" in counts)])
  const counts =
    "graph" in before || "graph" in after
      ? concat([countsValue(graph, before), countsValue(graph, after)], 0)
      : graph.constant([...before, ...after], "int64")
  const inputs = value === 0 ? [x, counts] : [x, counts, graph.constant(value, x.dtype)]
  const attributes = { mode: "constant" } as const
  return shape === undefined ? applyOne(padOp, inputs, attributes) : applyWithShape(padOp, inputs, attributes, shape)
}

const countsValue = (graph: Graph, counts: readonly number[] | Value): Value =>
  "graph" in counts ? counts : graph.constant(counts, "int64")

/** Pads with zeros to the shape of `like`, so that along each axis x begins at the start given ([1] where it is a value). */
export function padTo(x: Value, like: Value, axes: readonly number[], starts: readonly Operand[]): Value {
  const before = x.shape.map((_, axis): Operand => starts[axes.indexOf(axis)] ?? 0)
  const after = x.shape.map((size, axis): Operand => {
    const [whole, start] = [required(like.shape, axis), required(before, axis)]
    if (whole === size) return 0
    if (typeof whole === "number" && typeof size === "number" && typeof start === "number") return whole - start - size
    const range = { start: axis, end: axis + 1 }
    return sub(sub(shapeOf(like, range), start), shapeOf(x, range))
  })
  const graph = innermostGraph([x, like])
  return pad(x, { before: joined(graph, before), after: joined(graph, after), shape: like.shape })
}

function joined(graph: Graph, counts: readonly Operand[]): readonly number[] | Value {
  const numbers = counts.filter((count) => typeof count === "number")
  if (numbers.length === counts.length) return numbers
  return concat(counts.map((count) => (typeof count === "number" ? graph.constant([count], "int64") : count)), 0) // prettier-ignore
}

// the cotangent without the border
export const padOp: OpDefinition<PadAttributes> = {
  type: "Pad",
  summary: "Adds a border of one number.",
  infer(inputs) {
    const [x, counts] = [required(inputs, 0), required(inputs, 1)]
    const { constant } = counts
    const rank = x.shape.length
    if (constant === undefined)
      return [{ dtype: x.dtype, shape: x.shape.map((_, axis) => `(${counts.name}[${axis}])`) }]
    if (constant.data.length !== 2 * rank)
      throw new GraphError("graph/shape", `${constant.data.length} counts for ${rank} axes`)
    const shape = x.shape.map((size, axis) =>
      addDimensions([size, Number(constant.data[axis]), Number(constant.data[axis + rank])]),
    )
    return [{ dtype: x.dtype, shape }]
  },
  reference(inputs) {
    const x = required(inputs, 0)
    const counts = integersOf(required(inputs, 1))
    const rank = x.shape.length
    const shape = x.shape.map((size, axis) => size + counts[axis]! + counts[axis + rank]!) // two counts an axis
    const source = (at: readonly number[]): number => {
      const own = at.map((position, axis) => position - counts[axis]!) // one count an axis
      return own.every((position, axis) => position >= 0 && position < x.shape[axis]!) ? positionOf(own, x.shape) : -1 // as many axes
    }
    return [take(x, shape, mapCoordinates(shape, source), Number(inputs[2]?.data[0] ?? 0))]
  },
  gradient({ ops, input, inputs, cotangent }) {
    const counts = required(inputs, 1)
    const axes = input.shape.map((_, axis) => axis)
    const { constant } = counts
    if (constant !== undefined) {
      const before = axes.map((axis) => Number(constant.data[axis]))
      const after = axes.map((axis) => Number(constant.data[axis + axes.length]))
      const ends = after.map((count) => (count === 0 ? Infinity : -count))
      return [ops.slice(cotangent, { starts: before, ends, axes, shape: input.shape })]
    }
    const starts = ops.slice(counts, { starts: [0], ends: [axes.length], axes: [0] })
    return [ops.slice(cotangent, { starts, ends: ops.add(starts, ops.shapeOf(input)), axes, shape: input.shape })]
  },
  examples: [
    { name: "both sides", inputs: [{ shape: [2, 3] }], build: (x) => pad(x, { before: [1, 0], after: [0, 2] }) },
    { name: "with a number", inputs: [{ shape: [2] }], build: (x) => pad(x, { before: [1], after: [1], value: 7 }) },
    {
      name: "counts as values",
      inputs: [{ shape: [2, 2] }, { shape: [2], dtype: "int64", domain: { values: [1, 2] } }],
      build: (x, before) => pad(x, { before, after: [0, 1], shape: [3, 5] }),
    },
  ],
}
