// A way to part the rows of a leaf, and what a search for one is given.
import type { ColumnPlace } from "../bins/bin-columns.ts"
import type { BoosterSettings } from "../settings.ts"
import type { LeafBounds } from "./leaf-rule.ts"

export interface Split {
  /** What the loss falls by (twice that), less what a split must gain. */
  readonly gain: number
  readonly place: ColumnPlace
  /** Numbers: the last bin on the left; −1 for categories. */
  readonly bin: number
  /** Categories: the bins on the left. */
  readonly leftBins: Int32Array | undefined
  readonly isMissingLeft: boolean
  /** Sums on the left, as integers. */
  readonly leftGradient: number
  readonly leftHessian: number
  readonly leftValue: number
  readonly rightValue: number
  /** Added to λ₂ in both children. */
  readonly extraL2: number
}

/** A leaf to be split: its histogram, its sums as integers, and what integers stand for. */
export interface SplitSearch {
  /** All histograms: hessian and gradient of cell c at 2c and 2c + 1. */
  readonly cells: Int32Array
  /** Where the leaf's histogram begins, in cells. */
  readonly base: number
  readonly gradient: number
  readonly hessian: number
  readonly gradientUnit: number
  readonly hessianUnit: number
  readonly rows: number
  readonly depth: number
  /** The least hessian of a child, as an integer of 1 or more: what asks for rows is in it, by the leaf's mean hessian. */
  readonly least: number
  readonly settings: BoosterSettings
  readonly bounds: LeafBounds
  /** What the leaf as it is counts for, and a split has to pass: in the units of `Split.gain`. */
  readonly passing: number
  /** Draws for extra trees: uniform in [0, 1) by column. */
  readonly draw: ((column: number) => number) | undefined
}

/** The best way found so far; one object is written to throughout a search. */
export interface Candidate {
  /** What both children count for; where nothing is found, what has to be passed. */
  score: number
  place: ColumnPlace | undefined
  bin: number
  leftBins: Int32Array | undefined
  isMissingLeft: boolean
  gradient: number
  hessian: number
  extraL2: number
}
