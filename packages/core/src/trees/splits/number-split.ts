// The best threshold of a number's column: a walk over its bins, once with the missing on the right and, where there are some, once with them on the left.
import type { ColumnPlace } from "../bins/bin-columns.ts"
import { gainOf, leafValue } from "./leaf-rule.ts"
import type { Candidate, SplitSearch } from "./split.ts"

export interface NumberSearch {
  readonly place: ColumnPlace
  /** 1, −1 or 0: whether predictions may only rise, only fall. */
  readonly monotone: number
  /** Whether a leaf's value is more than −G / (H + λ₂): bounds, smoothing, limits, random thresholds. */
  readonly isBound: boolean
}

interface Walk {
  readonly first: number
  readonly last: number
  readonly gradient: number
  readonly hessian: number
}

/** Puts the column's best split into `best`, where it is better. */
export function findNumberSplit(search: SplitSearch, column: NumberSearch, best: Candidate): void {
  const { cells, base } = search
  const { place, isBound } = column
  const first = base + place.cell
  const missing = first + place.cells - 1
  const missingHessian = cells[2 * missing]!
  const missingGradient = cells[2 * missing + 1]!
  const hasMissing = missingHessian !== 0 || missingGradient !== 0
  const walk = isBound ? walkBound : walkFree
  const before = best.score
  walk(search, { first, last: missing, gradient: 0, hessian: 0 }, column, best)
  const betweenWalks = best.score
  if (hasMissing)
    walk(search, { first, last: missing - 1, gradient: missingGradient, hessian: missingHessian }, column, best)
  if (best.score <= before) return
  best.place = place
  best.bin -= first
  best.leftBins = undefined
  best.isMissingLeft = hasMissing ? best.score > betweenWalks : 2 * best.hessian > search.hessian
  best.extraL2 = 0
}

/** Where a leaf's value is −threshold(G) / (H + λ₂). In integers as far as possible. hot */
function walkFree(search: SplitSearch, walk: Walk, _column: NumberSearch, best: Candidate): void {
  const { cells, gradientUnit, hessianUnit, settings, gradient: allGradient, hessian: allHessian, least } = search
  const factor = (gradientUnit * gradientUnit) / hessianUnit
  const l1 = settings.lambda_l1 / gradientUnit
  const l2 = settings.lambda_l2 / hessianUnit
  const last = 2 * walk.last
  let gradient = walk.gradient
  let hessian = walk.hessian
  let score = best.score / factor
  let found = -1
  let foundGradient = 0
  let foundHessian = 0
  for (let at = 2 * walk.first; at < last; at += 2) {
    const more = cells[at]!
    const moreGradient = cells[at + 1]!
    if ((more | moreGradient) === 0) continue
    hessian += more
    gradient += moreGradient
    if (hessian < least) continue
    const rest = allHessian - hessian
    if (rest < least) break
    let left = Math.abs(gradient) - l1
    let right = Math.abs(allGradient - gradient) - l1
    left = left > 0 ? left : 0
    right = right > 0 ? right : 0
    const leftWeight = hessian + l2
    const rightWeight = rest + l2
    const gain = left * left * rightWeight + right * right * leftWeight // of a fraction, as the weights' product is
    const weights = leftWeight * rightWeight
    if (gain <= score * weights) continue // no division for most bins
    score = gain / weights
    found = at
    foundGradient = gradient
    foundHessian = hessian
  }
  if (found < 0 || score * factor <= best.score) return // an equal one may seem better by a rounding
  best.score = score * factor
  best.bin = found >> 1
  best.gradient = foundGradient
  best.hessian = foundHessian
}

/** Where values are limited. */
function walkBound(search: SplitSearch, walk: Walk, { place, monotone }: NumberSearch, best: Candidate): void {
  const { cells, hessian: allHessian, least, draw } = search
  const bins = walk.last - walk.first
  const only = draw === undefined ? -1 : walk.first + Math.floor(draw(place.column) * Math.max(1, bins - 1))
  let { gradient, hessian } = walk
  for (let cell = walk.first; cell < walk.last; cell++) {
    hessian += cells[2 * cell]!
    gradient += cells[2 * cell + 1]!
    if (hessian < least || (only >= 0 && cell !== only)) continue
    if (allHessian - hessian < least) break
    const score = scoreOf(search, gradient, hessian, { monotone, extraL2: 0 })
    if (score <= best.score) continue
    best.score = score
    best.bin = cell
    best.gradient = gradient
    best.hessian = hessian
  }
}

/** What both sides gain, with these sums on the left; −Infinity where the constraint forbids it. */
export function scoreOf(
  search: SplitSearch,
  gradient: number,
  hessian: number,
  { monotone, extraL2 }: { readonly monotone: number; readonly extraL2: number },
): number {
  const { settings, bounds } = search
  const left = sumsOf(search, gradient, hessian)
  const right = sumsOf(search, search.gradient - gradient, search.hessian - hessian)
  const leftValue = leafValue(settings, left, bounds, extraL2)
  const rightValue = leafValue(settings, right, bounds, extraL2)
  if (monotone * (rightValue - leftValue) < 0) return -Infinity
  return gainOf(settings, left, leftValue, extraL2) + gainOf(settings, right, rightValue, extraL2)
}

/** Integers as what they stand for; rows are told from hessians. */
export const sumsOf = (search: SplitSearch, gradient: number, hessian: number) => ({
  gradient: gradient * search.gradientUnit,
  hessian: hessian * search.hessianUnit,
  rows: Math.round((hessian / search.hessian) * search.rows),
})
