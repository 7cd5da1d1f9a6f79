// A model that another program trained, as one of ours: what was learned, and what is known of its columns.
import type { LinearModel } from "../../linear/model.ts"
import type { ImportedColumn } from "../../trees/import/index.ts"
import type { TreeModel } from "../../trees/tree-model.ts"
import type { OutputFeature } from "../../features/output.ts"

export type Learned =
  | { readonly type: "gbm"; readonly model: TreeModel }
  | { readonly type: "linear"; readonly model: LinearModel }

export interface ImportedModel {
  /** The format that it was read from. */
  readonly format: "lightgbm" | "xgboost" | "onnx"
  readonly learned: Learned
  readonly columns: readonly ImportedColumn[]
  /** Whether the file names its columns; else they are numbered. */
  readonly isNamed: boolean
  readonly predicts: OutputFeature["predicts"]
  /** Of a truth value both, false first; of a class all; empty where the file does not name them, and of numbers. */
  readonly classes: readonly string[]
}

/** What is told apart in memory by its place. */
export const mostColumns = 100_000
export const mostClasses = 10_000
