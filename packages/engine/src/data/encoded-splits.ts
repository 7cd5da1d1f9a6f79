// The examples that a model learns from, is chosen by, and is tested on.
import type { EncodedSplit } from "@fidelio/core"

export interface EncodedSplits {
  readonly training: EncodedSplit
  readonly validation?: EncodedSplit
  readonly test?: EncodedSplit
}

export type SplitName = keyof EncodedSplits
