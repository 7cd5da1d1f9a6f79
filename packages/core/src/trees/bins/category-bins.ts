// Bins of categories: the most frequent levels have one each.
import type { CategoryBins } from "./column.ts"

export function findCategoryBins(values: Int32Array, mostBins: number, levels = levelsOf(values)): CategoryBins {
  const counts = new Int32Array(levels)
  let missing = 0
  for (let i = 0; i < values.length; i++) {
    const level = values[i]!
    if (level >= 0 && level < levels) counts[level]!++
    else missing++
  }
  const present: number[] = []
  for (let level = 0; level < levels; level++) if (counts[level]! > 0) present.push(level)
  present.sort((a, b) => counts[b]! - counts[a]! || a - b)
  const kept = Int32Array.from(present.slice(0, mostBins))
  return { kind: "category", kept, size: kept.length, hasMissing: missing > 0 || present.length > kept.length }
}

const levelsOf = (values: Int32Array): number => values.reduce((most, level) => Math.max(most, level + 1), 0)

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
