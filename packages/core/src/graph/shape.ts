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

/** The product of dimensions: a number, or a symbol such as `4*batch`. */
export function multiplyDimensions(dimensions: Shape): Dimension {
  const { factor, symbols } = factorsOf(dimensions)
  if (symbols.length === 0 || factor === 0) return factor
  return [...(factor === 1 ? [] : [factor]), ...symbols].join("*")
}

/** `product(total) / product(by)`, or undefined where that is not known to be whole. */
export function divideDimensions(total: Shape, by: Shape): Dimension | undefined {
  const above = factorsOf(total)
  const below = factorsOf(by)
  const symbols = [...above.symbols]
  for (const symbol of below.symbols) {
    const at = symbols.indexOf(symbol)
    if (at < 0) return undefined
    symbols.splice(at, 1)
  }
  if (below.factor === 0 || above.factor % below.factor !== 0) return undefined
  return multiplyDimensions([above.factor / below.factor, ...symbols])
}

/** The sum of dimensions: a number, or a symbol such as `batch+2`. */
export function addDimensions(dimensions: Shape): Dimension {
  const terms = dimensions.flatMap((size) => String(size).split("+"))
  const symbols = terms.filter((term) => Number.isNaN(Number(term)))
  const constant = terms.reduce((sum, term) => (symbols.includes(term) ? sum : sum + Number(term)), 0)
  if (symbols.length === 0) return constant
  return [...symbols, ...(constant === 0 ? [] : [constant])].join("+")
}

function factorsOf(dimensions: Shape): { readonly factor: number; readonly symbols: readonly string[] } {
  let factor = 1
  const symbols: string[] = []
  for (const size of dimensions) {
    if (typeof size === "number") factor *= size
    else if (/[+()]/.test(size)) symbols.push(size.startsWith("(") ? size : `(${size})`)
    else {
      for (const part of size.split("*")) {
        if (Number.isNaN(Number(part))) symbols.push(part)
        else factor *= Number(part)
      }
    }
  }
  return { factor, symbols: symbols.sort() }
}
