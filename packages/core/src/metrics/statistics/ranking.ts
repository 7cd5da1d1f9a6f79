// How well scores rank positives before negatives: areas and curves over all scores, ties counted once.
import { sortScores } from "./sort-scores.ts"

/** Scores of the positives and of the negatives, each ascending. */
export interface SplitScores {
  readonly positives: Float32Array
  readonly negatives: Float32Array
}

/** Splits the scores by the label of their example and sorts each part. */
export function splitScores(scores: Float32Array, labels: ArrayLike<number>, positive: number): SplitScores {
  let count = 0
  for (let i = 0; i < scores.length; i++) if (labels[i] === positive) count += 1
  const positives = new Float32Array(count)
  const negatives = new Float32Array(scores.length - count)
  let p = 0
  let n = 0
  for (let i = 0; i < scores.length; i++) {
    if (labels[i] === positive) positives[p++] = scores[i]!
    else negatives[n++] = scores[i]!
  }
  return { positives: sortScores(positives), negatives: sortScores(negatives) }
}

/** NaN sorts last. */
const hasNaN = ({ positives, negatives }: SplitScores): boolean =>
  Number.isNaN(positives.at(-1)) || Number.isNaN(negatives.at(-1))

/** Share of pairs of a positive and a negative in which the positive scores higher; a tie counts half. */
export function areaUnderRoc(scores: SplitScores): number | null {
  const { positives, negatives } = scores
  if (positives.length === 0 || negatives.length === 0 || hasNaN(scores)) return null
  let below = 0
  let upTo = 0
  let halves = 0
  for (let i = 0; i < positives.length; i++) {
    const score = positives[i]! // in range
    while (below < negatives.length && negatives[below]! < score) below += 1
    if (upTo < below) upTo = below
    while (upTo < negatives.length && negatives[upTo]! <= score) upTo += 1
    halves += below + upTo
  }
  return halves / 2 / (positives.length * negatives.length)
}

/** What is counted at each distinct score, from the highest down: positives and negatives scoring at least as much. */
export interface Thresholds {
  readonly truePositives: Float64Array
  readonly falsePositives: Float64Array
}

export function thresholds({ positives, negatives }: SplitScores): Thresholds {
  const truePositives = new Float64Array(positives.length + negatives.length)
  const falsePositives = new Float64Array(truePositives.length)
  let p = positives.length
  let n = negatives.length
  let count = 0
  while (p > 0 || n > 0) {
    const score = Math.max(p > 0 ? positives[p - 1]! : -Infinity, n > 0 ? negatives[n - 1]! : -Infinity)
    while (p > 0 && positives[p - 1] === score) p -= 1
    while (n > 0 && negatives[n - 1] === score) n -= 1
    truePositives[count] = positives.length - p
    falsePositives[count] = negatives.length - n
    count += 1
  }
  return { truePositives: truePositives.subarray(0, count), falsePositives: falsePositives.subarray(0, count) }
}

/** Σ (recallᵢ − recallᵢ₋₁) · precisionᵢ over falling thresholds. */
export function averagePrecisionOf(scores: SplitScores): number | null {
  if (scores.positives.length === 0 || hasNaN(scores)) return null
  const { truePositives, falsePositives } = thresholds(scores)
  let sum = 0
  let before = 0
  for (let i = 0; i < truePositives.length; i++) {
    const right = truePositives[i]! // in range
    sum += ((right - before) * right) / (right + falsePositives[i]!)
    before = right
  }
  return sum / scores.positives.length
}

/** A curve, point by point. */
interface Curve {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** Points closer than this to the last one kept, in both directions, are left out of a curve. */
const resolution = 0.0005

/** Leaves out points so near to the one before that no drawing shows them; the first and the last stay. */
function thin(size: number, at: (i: number) => readonly [number, number]): Curve {
  const x: number[] = []
  const y: number[] = []
  for (let i = 0; i < size; i++) {
    const [nextX, nextY] = at(i)
    const isNear =
      size > 1000 &&
      i > 0 &&
      i < size - 1 &&
      Math.abs(nextX - x.at(-1)!) < resolution &&
      Math.abs(nextY - y.at(-1)!) < resolution
    if (isNear) continue
    x.push(nextX)
    y.push(nextY)
  }
  return { x, y }
}

/** Rates at every threshold, from (0, 0) to (1, 1); null with one class only. */
export function rocCurve(scores: SplitScores): { false_positive_rate: number[]; true_positive_rate: number[] } | null {
  const { positives, negatives } = scores
  if (positives.length === 0 || negatives.length === 0 || hasNaN(scores)) return null
  const { truePositives, falsePositives } = thresholds(scores)
  const isCorner = (i: number): boolean =>
    i === truePositives.length - 1 ||
    i === 0 ||
    truePositives[i]! * 2 !== truePositives[i - 1]! + truePositives[i + 1]! ||
    falsePositives[i]! * 2 !== falsePositives[i - 1]! + falsePositives[i + 1]!
  const corners = [-1]
  for (let i = 0; i < truePositives.length; i++) if (isCorner(i)) corners.push(i)
  const curve = thin(corners.length, (i) => {
    const corner = corners[i]! // in range
    return corner < 0 ? [0, 0] : [falsePositives[corner]! / negatives.length, truePositives[corner]! / positives.length]
  })
  return { false_positive_rate: [...curve.x], true_positive_rate: [...curve.y] }
}

/** Precision and recall at every threshold from the lowest up, ending in (1, 0); null without positives. */
export function precisionRecallCurve(scores: SplitScores): { precisions: number[]; recalls: number[] } | null {
  const { positives } = scores
  if (positives.length === 0 || hasNaN(scores)) return null
  const { truePositives, falsePositives } = thresholds(scores)
  const size = truePositives.length
  const curve = thin(size + 1, (i) => {
    if (i === size) return [0, 1]
    const right = truePositives[size - 1 - i]! // in range
    return [right / positives.length, right / (right + falsePositives[size - 1 - i]!)]
  })
  return { precisions: [...curve.y], recalls: [...curve.x] }
}
