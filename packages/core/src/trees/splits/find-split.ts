// The best split of a leaf over the columns it may be split by; the first of equals.
import { findCategorySplit } from "./category-split.ts"
import { findNumberSplit, type NumberSearch } from "./number-split.ts"
import type { Split, SplitSearch } from "./split.ts"

/** A column that a leaf may be split by. */
export interface SearchedColumn extends NumberSearch {
  readonly isCategory: boolean
}

export function findSplit(search: SplitSearch, columns: readonly SearchedColumn[]): Split | undefined {
  let best: Split | undefined
  for (const column of columns)
    best = column.isCategory ? findCategorySplit(search, column.place, best) : findNumberSplit(search, column, best)
  return best
}
