// Categories of three scores at once: what a row has is read once, and sums of one level, which wait for one another, take turns.
import { blockSize } from "./families.ts"

interface LevelSlopes {
  readonly slopes: Float64Array
  /** The place of level 0 of the first score. */
  readonly at: number
  /** Places of a score. */
  readonly places: number
}

/** Adds slopes of levels to the scores from `out` on. hot */
export function addLevels(
  scores: Float64Array,
  out: number,
  ids: Int32Array,
  { slopes, at, places }: LevelSlopes,
): void {
  const second = out + blockSize
  const third = second + blockSize
  for (let i = 0; i < ids.length; i++) {
    const slot = at + ids[i]!
    scores[out + i]! += slopes[slot]!
    scores[second + i]! += slopes[slot + places]!
    scores[third + i]! += slopes[slot + 2 * places]!
  }
}

interface LevelSums {
  readonly sums: Float64Array
  readonly at: number
  readonly places: number
}

/** Sums residuals from `from` on by level. hot */
export function sumByLevel(
  residuals: Float64Array,
  from: number,
  ids: Int32Array,
  { sums, at, places }: LevelSums,
): void {
  const second = from + blockSize
  const third = second + blockSize
  for (let i = 0; i < ids.length; i++) {
    const slot = at + ids[i]!
    sums[slot]! += residuals[from + i]!
    sums[slot + places]! += residuals[second + i]!
    sums[slot + 2 * places]! += residuals[third + i]!
  }
}
