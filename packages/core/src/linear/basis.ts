// What solvers see of a design matrix: numbers centred and scaled to unit variance, levels scaled to unit mean square, an intercept of ones.
import type { DesignColumn, DesignMatrix } from "./design.ts"

/** A column of numbers at one place. */
export interface NumberTerm {
  readonly values: Float32Array | Float64Array
  readonly place: number
}

/** A column of ids; id −1 lies at `place`, level 0 at the place after it. */
export interface CategoryTerm {
  readonly values: Int32Array
  readonly place: number
  readonly levels: number
}

/** Places are in the order intercept, numbers, levels; a place's column is (value − center) · inverse. */
export interface Basis {
  readonly rows: number
  /** Places of one score. */
  readonly size: number
  readonly hasIntercept: boolean
  readonly numbers: readonly NumberTerm[]
  readonly categories: readonly CategoryTerm[]
  /** The first place of each column of the design. */
  readonly places: readonly number[]
  readonly center: Float64Array
  /** One over the scale; 0 where the column tells nothing: constant, or a level that never occurs. */
  readonly inverse: Float64Array
  /** Of the rows; they sum to 1. */
  readonly weights: Float64Array
}

/** `weights` sum to 1 and are all positive. */
export function createBasis(design: DesignMatrix, weights: Float64Array, hasIntercept: boolean): Basis {
  const { numbers, categories, places, size } = placeColumns(design.columns)
  const center = new Float64Array(size)
  const inverse = new Float64Array(size)
  inverse[0] = hasIntercept ? 1 : 0
  for (const { values, place } of numbers) {
    const { mean, scale } = momentsOf(values, weights, hasIntercept)
    center[place] = mean
    inverse[place] = scale > 0 ? 1 / scale : 0
  }
  for (const { values, place, levels } of categories) {
    const shares = new Float64Array(levels + 1)
    for (let row = 0; row < values.length; row++) shares[values[row]! + 1]! += weights[row]!
    for (let slot = 1; slot <= levels; slot++)
      inverse[place + slot] = shares[slot]! > 0 ? 1 / Math.sqrt(shares[slot]!) : 0
  }
  return { rows: design.rows, size, hasIntercept, numbers, categories, places, center, inverse, weights }
}

function placeColumns(columns: readonly DesignColumn[]): Pick<Basis, "numbers" | "categories" | "places" | "size"> {
  const numbers: NumberTerm[] = []
  const categories: CategoryTerm[] = []
  const places: number[] = []
  let size = 1
  columns.forEach((column, index) => {
    if (column.kind !== "number") return
    places[index] = size
    numbers.push({ values: column.values, place: size++ })
  })
  columns.forEach((column, index) => {
    if (column.kind !== "category") return
    places[index] = size + 1
    categories.push({ values: column.values, place: size, levels: column.levels })
    size += column.levels + 1
  })
  return { numbers, categories, places, size }
}

/** Mean and standard deviation, or 0 and root mean square where nothing is centred. */
function momentsOf(
  values: Float32Array | Float64Array,
  weights: Float64Array,
  isCentred: boolean,
): { readonly mean: number; readonly scale: number } {
  let least = Infinity
  let most = -Infinity
  let mean = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (value < least) least = value
    if (value > most) most = value
    mean += weights[row]! * value
  }
  if (!isCentred) mean = 0
  if (isCentred ? least === most : least === 0 && most === 0) return { mean, scale: 0 }
  const size = Math.max(most - mean, mean - least) // keeps the squares from overflowing
  let square = 0
  for (let row = 0; row < values.length; row++) {
    const distance = (values[row]! - mean) / size
    square += weights[row]! * distance * distance
  }
  return { mean, scale: size * Math.sqrt(square) }
}

/** Places from the first to be kept to the last where columns depend on one another: of each category the most frequent level last. */
export function placesByRank(basis: Basis): readonly number[] {
  const levels = basis.categories.flatMap(({ place, levels: count }) =>
    Array.from({ length: count }, (_, level) => place + 1 + level).toSorted(
      (a, b) => basis.inverse[b]! - basis.inverse[a]! || b - a,
    ),
  )
  return [0, ...basis.numbers.map(({ place }) => place), ...levels].filter((place) => basis.inverse[place]! > 0)
}
