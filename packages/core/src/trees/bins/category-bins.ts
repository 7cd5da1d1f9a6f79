// Bins of categories: the most frequent levels have one each.
import type { CategoryBins } from "./column.ts"

/** Takes a column's levels, stretch by stretch, and finds its bins. */
export class CategoryBinFinder {
  readonly #mostBins: number
  /** How many levels there are, where it is known. */
  readonly #levels: number | undefined
  #counts: Int32Array
  #missing = 0

  constructor(mostBins: number, levels?: number) {
    this.#mostBins = mostBins
    this.#levels = levels
    this.#counts = new Int32Array(levels ?? 0)
  }

  add(values: Int32Array): void {
    this.#makeRoom(values)
    const counts = this.#counts
    for (let i = 0; i < values.length; i++) {
      const level = values[i]!
      if (level >= 0 && level < counts.length) counts[level]!++
      else this.#missing++
    }
  }

  #makeRoom(values: Int32Array): void {
    if (this.#levels !== undefined) return
    const levels = values.reduce((most, level) => Math.max(most, level + 1), 0)
    if (levels <= this.#counts.length) return
    const counts = new Int32Array(levels)
    counts.set(this.#counts)
    this.#counts = counts
  }

  finish(): CategoryBins {
    const counts = this.#counts
    const present: number[] = []
    for (let level = 0; level < counts.length; level++) if (counts[level]! > 0) present.push(level)
    present.sort((a, b) => counts[b]! - counts[a]! || a - b)
    const kept = Int32Array.from(present.slice(0, this.#mostBins))
    const hasMissing = this.#missing > 0 || present.length > kept.length
    return { kind: "category", kept, size: kept.length, hasMissing }
  }
}

/** The bin by level; levels without a bin of their own have that of the missing. */
export function categoryBinner(bins: CategoryBins): Uint16Array {
  const largest = bins.kept.reduce((most, level) => Math.max(most, level), -1)
  const table = new Uint16Array(largest + 1).fill(bins.size)
  bins.kept.forEach((level, bin) => (table[level] = bin))
  return table
}

/** Bins of rows begin … end − 1 into `target`, which begins with row `begin`. hot */
export function fillCategoryBins(
  table: Uint16Array,
  values: Int32Array,
  range: { readonly begin: number; readonly end: number; readonly missing: number },
  target: Uint16Array,
): void {
  const { begin, end, missing } = range
  for (let i = begin; i < end; i++) {
    const level = values[i]!
    target[i - begin] = level >= 0 && level < table.length ? table[level]! : missing
  }
}
