// The scores of every example, kept until the metric is computed: a ranking cannot be put together from parts.
import type { Metric, MetricBatch } from "../../define.ts"
import { invariant } from "../../errors.ts"
import { append, type Growable, growable, used } from "./growable.ts"
import { splitScores, type SplitScores } from "./ranking.ts"

export interface ScoreState {
  /** Scores an example: 1 for a binary output, one a class for a category. */
  width: number
  readonly targets: Growable<Int32Array>
  readonly scores: Growable<Float32Array>
  /** True when there were more scores than are kept. */
  overflown: boolean
}

/** Beyond this many scores (512 MB) a ranking metric of a category is not computed. */
const maxScores = 2 ** 27

export const initialScores = (): ScoreState => ({
  width: 1,
  targets: growable(new Int32Array(0)),
  scores: growable(new Float32Array(0)),
  overflown: false,
})

export function addScores(state: ScoreState, { size, targets, probabilities }: MetricBatch): ScoreState {
  invariant(probabilities !== undefined, "a ranking metric was given no probabilities")
  if (size === 0 || state.overflown) return state
  state.width = Math.round(probabilities.length / size)
  state.overflown = state.width > 2 && state.scores.size + probabilities.length > maxScores
  if (state.overflown) return state
  append(state.targets, targets instanceof Int32Array ? targets : Int32Array.from(targets.subarray(0, size)), size)
  append(state.scores, probabilities)
  return state
}

export function mergeScores(a: ScoreState, b: ScoreState): ScoreState {
  const merged = initialScores()
  merged.width = Math.max(a.width, b.width)
  merged.overflown = a.overflown || b.overflown
  for (const part of [a, b]) {
    append(merged.targets, used(part.targets))
    append(merged.scores, used(part.scores))
  }
  return merged
}

/** The scores of one class, of its own examples and of the others. */
export function classScores(state: ScoreState, positive: number, column: number): SplitScores {
  const scores = used(state.scores)
  const own = state.width === 1 ? scores : new Float32Array(state.targets.size)
  if (state.width > 1) for (let i = 0; i < own.length; i++) own[i] = scores[i * state.width + column]!
  return splitScores(own, used(state.targets), positive)
}

interface RankingSpec {
  readonly type: string
  readonly summary: string
  /** The metric of one class against the rest; null where it is not defined. */
  ofClass(scores: SplitScores): number | null
}

/** Two classes: the metric of the second one. More: its mean over the classes that are there. */
export const rankingMetric = (spec: RankingSpec): Metric<ScoreState> => ({
  type: spec.type,
  summary: spec.summary,
  direction: "maximize",
  range: [0, 1],
  initial: initialScores,
  update: addScores,
  merge: mergeScores,
  compute(state) {
    if (state.overflown || state.targets.size === 0) return null
    if (state.width <= 2) return spec.ofClass(classScores(state, 1, state.width - 1))
    const present = new Uint8Array(state.width)
    for (const target of used(state.targets)) present[target] = 1
    const values: number[] = []
    for (let label = 0; label < state.width; label++) {
      if (present[label] === 0) continue // undefined for a class that no example has; sorting its scores would be for nothing
      const value = spec.ofClass(classScores(state, label, label))
      if (value !== null) values.push(value)
    }
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
  },
})
