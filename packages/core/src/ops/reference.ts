// What the reference implementations share: float64 tensors, strides and maps from output positions to input positions.
import { invariant } from "../errors.ts"
import type { Dtype } from "../graph/dtype.ts"
import { sizeOf } from "../graph/shape.ts"
import type { ReferenceTensor } from "./op.ts"

export const referenceTensor = (
  dtype: Dtype,
  shape: readonly number[],
  data: Float64Array | readonly number[],
): ReferenceTensor => ({ dtype, shape, data: data instanceof Float64Array ? data : Float64Array.from(data) })

/** The numbers of a tensor that holds no strings. */
export function numbersOf(tensor: ReferenceTensor): Float64Array {
  invariant(tensor.data instanceof Float64Array, "numbers wanted, strings found")
  return tensor.data
}

/** The numbers of an input that is a list of integers, such as axes. */
export const integersOf = (tensor: ReferenceTensor): number[] => Array.from(numbersOf(tensor))

/** How far apart neighbours along each axis are in row-major order. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = []
  let stride = 1
  for (const size of shape.toReversed()) {
    strides.unshift(stride)
    stride *= size
  }
  return strides
}

/** The position of coordinates in row-major order; axes of length 1 take any coordinate, missing leading axes none. */
export function positionOf(coordinates: readonly number[], shape: readonly number[]): number {
  const skipped = coordinates.length - shape.length
  let position = 0
  for (const [axis, size] of shape.entries())
    position = position * size + (size === 1 ? 0 : coordinates[axis + skipped]!) // as many coordinates as axes
  return position
}

/** Calls `source` with the coordinates of each element of a shape, in row-major order, and lists the results. */
export function mapCoordinates(shape: readonly number[], source: (coordinates: readonly number[]) => number): number[] {
  const strides = stridesOf(shape)
  return Array.from(
    { length: sizeOf(shape) },
    (_, flat) => source(shape.map((size, axis) => Math.floor(flat / strides[axis]!) % size)), // one stride an axis
  )
}

/** The tensor of this shape whose element i is the given one's at `positions[i]`; −1 takes `fill`. */
export function take(
  tensor: ReferenceTensor,
  shape: readonly number[],
  positions: readonly number[],
  fill = 0,
): ReferenceTensor {
  const { dtype, data } = tensor
  if (!(data instanceof Float64Array)) return { dtype, shape, data: positions.map((at) => data[at] ?? "") }
  return { dtype, shape, data: Float64Array.from(positions, (at) => (at < 0 ? fill : data[at]!)) } // in range
}

/** A tensor broadcast to a shape. */
export const broadcastTo = (tensor: ReferenceTensor, shape: readonly number[]): ReferenceTensor =>
  take(
    tensor,
    shape,
    mapCoordinates(shape, (coordinates) => positionOf(coordinates, tensor.shape)),
  )

/** The shape with one axis' length replaced. */
export const withAxis = <T>(shape: readonly T[], axis: number, size: T): T[] =>
  shape.map((old, i) => (i === axis ? size : old))

/** One element along the first axis. */
export function rowOf(tensor: ReferenceTensor, row: number): ReferenceTensor {
  const shape = tensor.shape.slice(1)
  const size = sizeOf(shape)
  return { ...tensor, shape, data: tensor.data.slice(row * size, (row + 1) * size) }
}

/** Tensors of one shape, stacked along a new first axis. */
export function joinRows(rows: readonly ReferenceTensor[]): ReferenceTensor {
  const [first] = rows
  invariant(first !== undefined, "no row to stack")
  const data = Float64Array.from(rows.flatMap((row) => Array.from(numbersOf(row))))
  return { ...first, shape: [rows.length, ...first.shape], data }
}
