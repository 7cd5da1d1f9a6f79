// What operators that take positions as inputs share.
import { GraphError } from "../errors.ts"
import type { Dtype } from "../graph/dtype.ts"
import type { Value } from "../graph/graph.ts"
import { numbersOf, positionOf, stridesOf } from "./reference.ts"
import { required, type ReferenceTensor } from "./op.ts"

export type Reduction = "none" | "add"

/** Fails unless the indices have one of these dtypes. */
export function checkIndices(indices: Value, ...allowed: readonly Dtype[]): void {
  if (allowed.includes(indices.dtype)) return
  throw new GraphError(
    "graph/shape",
    `the indices ${indices.name} are ${indices.dtype}, expected ${allowed.join(" or ")}`,
  )
}

/** A position that may count from the end. */
export const wrapped = (index: number, size: number): number => (index < 0 ? index + size : index)

/** Where each index tuple of a GatherND or ScatterND points to: the position of the slice's first element. */
export function sliceStarts(data: ReferenceTensor, indices: ReferenceTensor): { starts: number[]; length: number } {
  const depth = required(indices.shape, indices.shape.length - 1)
  const all = numbersOf(indices)
  const strides = stridesOf(data.shape)
  const length = data.shape.slice(depth).reduce((product, size) => product * size, 1)
  const count = all.length / depth
  const starts = Array.from({ length: count }, (_, i) =>
    Array.from(all.subarray(i * depth, (i + 1) * depth)).reduce(
      (sum, index, axis) => sum + wrapped(index, required(data.shape, axis)) * required(strides, axis),
      0,
    ),
  )
  return { starts, length }
}

/** The position in `data` that an element of the indices of GatherElements or ScatterElements points to. */
export function elementPosition(at: readonly number[], index: number, axis: number, shape: readonly number[]): number {
  const position = wrapped(index, required(shape, axis))
  return positionOf(at.map((own, i) => (i === axis ? position : own)), shape) // prettier-ignore
}

/** A copy of `data` with the updates put, or added, at these positions. */
export function scattered(
  data: ReferenceTensor,
  positions: readonly number[],
  updates: ReferenceTensor,
  reduction: Reduction,
): ReferenceTensor {
  const result = Float64Array.from(numbersOf(data))
  const from = numbersOf(updates)
  for (const [i, position] of positions.entries()) {
    const update = from[i]! // one update a position
    result[position] = reduction === "add" ? result[position]! + update : update // positions are in range
  }
  return { ...data, data: result }
}
