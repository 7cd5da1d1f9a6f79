// The best split of a leaf over the columns it may be split by; the first of equals.
import { findCategorySplit } from "./category-split.ts"
import type { ColumnPlace } from "../bins/bin-columns.ts"
import { leafValue } from "./leaf-rule.ts"
import { findNumberSplit, sumsOf, type NumberSearch } from "./number-split.ts"
import type { Candidate, Split, SplitSearch } from "./split.ts"

/** A column that a leaf may be split by. */
export interface SearchedColumn extends NumberSearch {
  readonly isCategory: boolean
}

export function findSplit(search: SplitSearch, columns: readonly SearchedColumn[]): Split | undefined {
  const best: Candidate = {
    score: search.passing,
    place: undefined,
    bin: -1,
    leftBins: undefined,
    isMissingLeft: false,
    gradient: 0,
    hessian: 0,
    extraL2: 0,
  }
  for (const column of columns) {
    if (column.isCategory) findCategorySplit(search, column.place, best)
    else findNumberSplit(search, column, best)
  }
  return best.place === undefined ? undefined : splitOf(search, best, best.place)
}

function splitOf(search: SplitSearch, best: Candidate, place: ColumnPlace): Split {
  const { settings, bounds } = search
  const { gradient, hessian, extraL2, bin, leftBins, isMissingLeft } = best
  const rest = sumsOf(search, search.gradient - gradient, search.hessian - hessian)
  return {
    gain: best.score - search.passing,
    place,
    bin,
    leftBins,
    isMissingLeft,
    leftGradient: gradient,
    leftHessian: hessian,
    leftValue: leafValue(settings, sumsOf(search, gradient, hessian), bounds, extraL2),
    rightValue: leafValue(settings, rest, bounds, extraL2),
    extraL2,
  }
}
