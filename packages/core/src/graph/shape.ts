// Shapes: lists of dimensions, each a number or a symbol such as "batch".
import { GraphError } from "../errors.ts"

/** A size known now, or the name of one known when the graph runs. */
export type Dimension = number | string
export type Shape = readonly Dimension[]

export const formatShape = (shape: Shape): string => `[${shape.join(", ")}]`

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, i) => size === b[i])

export const isStatic = (shape: Shape): shape is readonly number[] => shape.every((size) => typeof size === "number")

/** The number of elements of a static shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** A possibly negative axis as a position in a shape of this rank. */
export function normalizeAxis(axis: number, rank: number): number {
  const position = axis < 0 ? axis + rank : axis
  if (position < 0 || position >= rank) throw new GraphError("graph/shape", `axis ${axis} is outside of rank ${rank}`)
  return position
}

/** The shape that both broadcast to, by NumPy's rule; a symbol only meets 1 or itself. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1
    const right = b[i - rank + b.length] ?? 1
    if (left === right || right === 1) return left
    if (left === 1) return right
    throw new GraphError("graph/shape", `shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`)
  })
}
