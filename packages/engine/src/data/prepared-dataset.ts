// What the preparation of data ends in.
import type { DatasetLayout, FittedFeature } from "@fidelio/core"
import type { ColumnSummary } from "../training/callbacks.ts"
import type { EncodedSplits } from "./encoded-splits.ts"
import type { InputFiles } from "./input-files.ts"
import type { Dropped } from "./select-rows.ts"

export interface PreparedDataset {
  readonly layout: DatasetLayout
  readonly splits: EncodedSplits
  /** The inputs of all splits, where they are not in the splits' tables. */
  readonly inputs?: InputFiles | undefined
  /** Inputs, then outputs, as in the config. */
  readonly features: readonly FittedFeature[]
  /** What was found in each feature's column. */
  readonly columns: readonly ColumnSummary[]
  readonly dropped: readonly Dropped[]
  /** Things worth a line to the user. */
  readonly notices: readonly string[]
  /** The files, or "in-memory rows". */
  readonly source: string
  readonly cached: boolean
  readonly seconds: number
}

/** A dataset without what differs from run to run. */
export type Prepared = Omit<PreparedDataset, "cached" | "seconds">

export interface InputSize {
  readonly rows: number
  readonly columns: number
}

export interface PrepareOptions {
  readonly seed: number
  /** Whether encoded data are kept beside the dataset, or in `cacheDirectory`, and used again. */
  readonly cache?: boolean | undefined
  readonly cacheDirectory?: string | undefined
  /** Features fitted before, which are used as they are: those of a model that is trained further. */
  readonly features?: readonly FittedFeature[] | undefined
  /** Whether so many inputs are kept in files; only where what trains on them can read them so. */
  readonly keepsInputsInFiles?: ((size: InputSize) => boolean) | undefined
  readonly signal?: AbortSignal | undefined
  readonly onNotice?: ((message: string) => void) | undefined
}
