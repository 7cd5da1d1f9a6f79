// Trained trees: what predicts, with nothing of the training rows in it.
import type { Tree } from "./tree.ts"

export interface ModelColumn {
  readonly kind: "number" | "category"
  /** Of a category: the levels that trees tell apart; all others are as if missing. */
  readonly kept?: Int32Array
}

export interface TreeModel {
  /** Type of the objective: what scores mean. */
  readonly objective: string
  /** Scores of a row. */
  readonly scores: number
  /** What scores begin with. */
  readonly initial: Float64Array
  readonly columns: readonly ModelColumn[]
  /** Round after round, in each one tree a score. */
  readonly trees: readonly Tree[]
  /** Whether values of trees are averaged over rounds (a random forest) instead of added. */
  readonly isAveraged: boolean
}

/** The same model after its first rounds only. */
export const firstRounds = (model: TreeModel, rounds: number): TreeModel => ({
  ...model,
  trees: model.trees.slice(0, rounds * model.scores),
})
