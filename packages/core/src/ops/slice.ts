// slice(x): the elements from `starts` up to, but not including, `ends` along some axes
import { GraphError, invariant } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { addDimensions, normalizeAxis, type Dimension, type Shape } from "../graph/shape.ts"
import {
  applyOne,
  applyWithShape,
  constantsOf,
  required,
  type GradientContext,
  type OpDefinition,
  type Operand,
  type ReferenceTensor,
} from "./op.ts"
import { integersOf, mapCoordinates, positionOf, take } from "./reference.ts"

export interface SliceOptions {
  /** Inclusive; negative numbers count from the end. */
  readonly starts: readonly number[] | Value
  /** Exclusive; `Infinity` goes to the end. */
  readonly ends: readonly number[] | Value
  readonly axes: readonly number[]
  readonly steps?: readonly number[]
  /** The result's shape, where it does not follow from constant bounds. */
  readonly shape?: Shape
}

/** The constant parts of a slice, one entry an axis of `axes`. */
interface Bounds {
  readonly axes: readonly number[]
  readonly steps: readonly number[]
  readonly starts: readonly number[] | undefined
  readonly ends: readonly number[] | undefined
}

const END = Number.MAX_SAFE_INTEGER

export function slice(x: Value, options: SliceOptions): Value {
  const axes = options.axes.map((axis) => normalizeAxis(axis, x.shape.length))
  const starts = bound(x, axes, options.starts)
  const ends = bound(x, axes, options.ends)
  const covers = (axis: number, i: number): boolean =>
    Array.isArray(starts) && Array.isArray(ends) && starts[i] === 0 && (ends[i] === END || ends[i] === x.shape[axis])
  if (options.steps === undefined && axes.every(covers)) return x
  const list = (numbers: readonly number[]): Value => x.graph.constant(numbers, "int64")
  const inputs = [
    x,
    isValue(starts) ? starts : list(starts),
    isValue(ends) ? ends : list(ends),
    list(axes),
    ...(options.steps === undefined ? [] : [list(options.steps)]),
  ]
  return options.shape === undefined
    ? applyOne(sliceOp, inputs, {})
    : applyWithShape(sliceOp, inputs, {}, options.shape)
}

const isValue = (bounds: readonly number[] | Value): bounds is Value => "graph" in bounds

/** Constant bounds without negative numbers and beyond the end, where the length is known. */
function bound(x: Value, axes: readonly number[], bounds: readonly number[] | Value): readonly number[] | Value {
  if (isValue(bounds)) return bounds
  return bounds.map((number, i) => {
    const size = required(x.shape, required(axes, i))
    if (number >= END) return typeof size === "number" ? size : END
    if (number <= -END || typeof size !== "number") return Math.max(number, -END)
    return Math.min(number < 0 ? number + size : number, size)
  })
}

/** The constant bounds of a Slice node. */
export function boundsOf(inputs: readonly (Value | undefined)[]): Bounds {
  const constant = (value: Value | undefined): number[] | undefined =>
    value?.constant === undefined ? undefined : constantsOf(value)
  const axes = constantsOf(required(inputs, 3))
  const rank = required(inputs, 0).shape.length
  return {
    axes: axes.map((axis) => normalizeAxis(axis, rank)),
    steps: constant(inputs[4]) ?? axes.map(() => 1),
    starts: constant(inputs[1]),
    ends: constant(inputs[2]),
  }
}

/** First position, and how many follow, of a slice of a known length. */
function rangeOf(size: number, start: number, end: number, step: number): { first: number; count: number } {
  const clamp = (at: number, low: number, high: number): number =>
    Math.min(Math.max(at < 0 ? at + size : at, low), high)
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1]
  const first = clamp(start, step > 0 ? 0 : 0, high)
  const last = end <= -END ? low : clamp(end, low, high)
  return { first, count: Math.max(0, Math.ceil((last - first) / step)) }
}

function slicedLength(size: Dimension, bounds: Bounds, i: number, inputs: readonly (Value | undefined)[]): Dimension {
  const [start, end] = [bounds.starts?.[i], bounds.ends?.[i]]
  const step = required(bounds.steps, i)
  if (start === undefined || end === undefined) return `(${inputs[1]?.name}[${i}]:${inputs[2]?.name}[${i}]:${step})`
  if (typeof size === "number") return rangeOf(size, start, end, step).count
  if (step === 1 && start >= 0 && end >= END) return addDimensions([size, -start])
  if (step === 1 && start >= 0 && end < 0) return addDimensions([size, end - start])
  if (step === 1 && start < 0 && end >= END) return -start
  if (step === -1 && start === -1 && end <= -END) return size
  return `(${size}[${start}:${end}:${step}])`
}

// the cotangent at its place among zeros
export const sliceOp: OpDefinition = {
  type: "Slice",
  summary: "A range of elements along some axes.",
  infer(inputs) {
    const x = required(inputs, 0)
    const bounds = boundsOf(inputs)
    const shape = x.shape.map((size, axis) => {
      const i = bounds.axes.indexOf(axis)
      return i < 0 ? size : slicedLength(size, bounds, i, inputs)
    })
    return [{ dtype: x.dtype, shape }]
  },
  reference: (inputs) => [sliceTensor(inputs)],
  gradient: (context) => [sliceGradient(context)],
  examples: [
    { name: "one axis", inputs: [{ shape: [2, 5] }], build: (x) => slice(x, { starts: [1], ends: [3], axes: [1] }) },
    {
      name: "two axes",
      inputs: [{ shape: [4, 5] }],
      build: (x) => slice(x, { starts: [-3, 0], ends: [-1, 9], axes: [0, 1] }),
    },
    {
      name: "all of it",
      inputs: [{ shape: [2, 3] }],
      build: (x) => slice(x, { starts: [0], ends: [Infinity], axes: [1] }),
    },
    {
      name: "reversed",
      inputs: [{ shape: [4, 2] }],
      build: (x) => slice(x, { starts: [-1], ends: [-Infinity], axes: [0], steps: [-1] }),
    },
    {
      name: "every second",
      inputs: [{ shape: [2, 6] }],
      build: (x) => slice(x, { starts: [1], ends: [6], axes: [1], steps: [2] }),
    },
    {
      name: "every third, backwards",
      inputs: [{ shape: [8] }],
      build: (x) => slice(x, { starts: [6], ends: [-Infinity], axes: [0], steps: [-3] }),
    },
    {
      name: "bounds as values",
      inputs: [
        { shape: [5, 2] },
        { shape: [1], dtype: "int64", domain: { values: [1] } },
        { shape: [1], dtype: "int64", domain: { values: [4] } },
      ],
      build: (x, starts, ends) => slice(x, { starts, ends, axes: [0], shape: [3, 2] }),
    },
  ],
}

function sliceTensor(inputs: readonly (ReferenceTensor | undefined)[]): ReferenceTensor {
  const x = required(inputs, 0)
  const [starts, ends, axes] = [1, 2, 3].map((i) => integersOf(required(inputs, i)))
  const steps = inputs[4] === undefined ? undefined : integersOf(inputs[4])
  const ranges = x.shape.map((size, axis) => {
    const i = axes!.findIndex((at) => normalizeAxis(at, x.shape.length) === axis) // three lists were made
    if (i < 0) return { first: 0, count: size, step: 1 }
    const step = steps?.[i] ?? 1
    return { ...rangeOf(size, required(starts!, i), required(ends!, i), step), step }
  })
  const shape = ranges.map(({ count }) => count)
  const source = (at: readonly number[]): number =>
    positionOf(ranges.map(({ first, step }, axis) => first + step * required(at, axis)), x.shape) // prettier-ignore
  return take(x, shape, mapCoordinates(shape, source))
}

function sliceGradient(context: GradientContext): Value {
  const { ops, input, inputs, cotangent } = context
  const bounds = boundsOf(inputs)
  let spread = cotangent
  const starts = bounds.axes.map((axis, i): Operand => {
    const step = required(bounds.steps, i)
    const [size, start, end] = [required(input.shape, axis), bounds.starts?.[i], bounds.ends?.[i]]
    if (typeof size === "number" && start !== undefined && end !== undefined) {
      const { first, count } = rangeOf(size, start, end, step)
      if (step < 0) spread = ops.slice(spread, { starts: [-1], ends: [-Infinity], axes: [axis], steps: [-1] })
      spread = withGaps(ops, spread, axis, Math.abs(step))
      return step > 0 ? first : first + step * (count - 1)
    }
    if (step !== 1) throw new GraphError("graph/shape", "steps have a gradient only where length and bounds are known")
    return start !== undefined && start >= 0 ? start : startValue(context, bounds, i)
  })
  return ops.padTo(spread, input, bounds.axes, starts)
}

/** Zeros between the elements of an axis, so that they are `step` apart. */
function withGaps(ops: GradientContext["ops"], x: Value, axis: number, step: number): Value {
  if (step === 1) return x
  const count = required(x.shape, axis)
  invariant(typeof count === "number", "known above")
  const rank = x.shape.length
  const after = Array.from({ length: rank + 1 }, (_, i) => (i === axis + 1 ? step - 1 : 0))
  const wide = ops.pad(ops.unsqueeze(x, [axis + 1]), { before: after.map(() => 0), after })
  const flat = ops.reshape(wide, x.shape.map((size, i) => (i === axis ? count * step : size))) // prettier-ignore
  return ops.slice(flat, { starts: [0], ends: [count * step - (step - 1)], axes: [axis] })
}

/** The first position along an axis, [1], where it is known only when the graph runs. */
function startValue({ ops, input, inputs }: GradientContext, bounds: Bounds, i: number): Value {
  const axis = required(bounds.axes, i)
  const start = bounds.starts?.[i]
  const size = ops.shapeOf(input, { start: axis, end: axis + 1 })
  if (start !== undefined) return ops.add(size, start)
  const given = ops.slice(required(inputs, 1), { starts: [i], ends: [i + 1], axes: [0] })
  return ops.where(ops.less(given, 0), ops.add(given, size), given)
}
