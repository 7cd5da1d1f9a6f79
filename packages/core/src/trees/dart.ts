// DART (Rashmi and Gilad-Bachrach, 2015): each round some trees are left out while the next one is grown, and share its place with it afterwards.
import { randomKey, randomStream } from "../random.ts"
import type { BoosterSettings } from "./settings.ts"
import type { Tree } from "./tree.ts"

export interface DroppedTrees {
  /** Into the list of trees. */
  readonly indices: readonly number[]
  /** The learning rate of the new trees. */
  readonly rate: number
  /** What values of the dropped trees are multiplied by. */
  readonly factor: number
}

/** Draws the rounds whose trees are left out of the next one. */
export function droppedTrees(trees: readonly Tree[], settings: BoosterSettings, width: number): DroppedTrees {
  const { learning_rate: rate, xgboost_dart_mode: isXgboost } = settings
  const rounds = trees.length / width
  const dropped = drawRounds(trees, settings, width)
  const indices = dropped.flatMap((round) => Array.from({ length: width }, (_, score) => round * width + score))
  const count = dropped.length
  if (count === 0 || rounds === 0) return { indices: [], rate, factor: 1 }
  return isXgboost
    ? { indices, rate: rate / (rate + count), factor: count / (rate + count) }
    : { indices, rate: rate / (1 + count), factor: count / (1 + count) }
}

function drawRounds(trees: readonly Tree[], settings: BoosterSettings, width: number): readonly number[] {
  const { drop_rate, skip_drop, max_drop, uniform_drop, drop_seed, seed } = settings
  const rounds = trees.length / width
  const random = randomStream(randomKey(drop_seed, seed, "drop", rounds))
  if (random.uniform() < skip_drop) return []
  const weights = Array.from({ length: rounds }, (_, round) => (uniform_drop ? 1 : trees[round * width]!.rate))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const most = max_drop > 0 ? Math.min(drop_rate, max_drop / rounds) : drop_rate
  const dropped: number[] = []
  for (const [round, weight] of weights.entries()) {
    if (max_drop > 0 && dropped.length >= max_drop) break
    if (random.uniform() < (most * weight * rounds) / sum) dropped.push(round)
  }
  return dropped
}
