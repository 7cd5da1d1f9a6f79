// How often what was given a probability came true: rows in bins by that probability, its mean beside the share that came true.
import type { SplitScores } from "./ranking.ts"
import { sortScores } from "./sort-scores.ts"

/** Bins of a curve. */
const bins = 10

/**
 * A point for each of ten bins of about as many rows, by quantiles of the probability (interpolated linearly; a row on an
 * edge is in the lower bin): the mean probability, and the share of rows that are positive. Fewer points where so many
 * rows share a probability that bins are empty. Null without rows, or where a probability is NaN.
 */
export function calibrationCurve({
  positives,
  negatives,
}: SplitScores): { predicted: number[]; observed: number[] } | null {
  const sorted = allSorted(positives, negatives)
  if (sorted.length === 0 || Number.isNaN(sorted.at(-1))) return null // NaN sorts last
  const predicted: number[] = []
  const observed: number[] = []
  let row = 0
  let positive = 0
  for (let bin = 1; bin <= bins; bin++) {
    const edge = quantile(sorted, bin)
    const [firstRow, firstPositive] = [row, positive]
    let sum = 0
    while (row < sorted.length && sorted[row]! <= edge) sum += sorted[row++]!
    while (positive < positives.length && positives[positive]! <= edge) positive += 1
    if (row === firstRow) continue
    predicted.push(sum / (row - firstRow))
    observed.push((positive - firstPositive) / (row - firstRow))
  }
  return { predicted, observed }
}

function allSorted(positives: Float32Array, negatives: Float32Array): Float32Array {
  const all = new Float32Array(positives.length + negatives.length)
  all.set(positives)
  all.set(negatives, positives.length)
  return sortScores(all)
}

/** The upper edge of a bin, counted from 1. */
function quantile(sorted: Float32Array, bin: number): number {
  const place = (bin * (sorted.length - 1)) / bins
  const below = sorted[Math.floor(place)]! // in range
  const above = sorted[Math.ceil(place)]!
  return below + (above - below) * (place - Math.floor(place))
}
