// A leaf in the making, and the two that come of its split.
import type { ColumnBins } from "./bins/column.ts"
import type { LeafBounds } from "./splits/leaf-rule.ts"
import type { Split } from "./splits/split.ts"

/** A leaf: its rows in the order, and what splitting it would gain. */
export interface Leaf {
  readonly number: number
  readonly begin: number
  readonly end: number
  readonly depth: number
  readonly parent: number
  readonly bounds: LeafBounds
  /** The parent's value, which path_smooth draws to. */
  readonly parentOutput: number
  readonly extraL2: number
  /** Sums as integers. */
  readonly gradient: number
  readonly hessian: number
  /** Columns split by on the way here. */
  readonly path: readonly number[]
  /** Number of its histogram; −1 where it has none. */
  slot: number
  split: Split | undefined
}

/** A split's condition as the tree keeps it. */
export const conditionOf = (bins: ColumnBins, { bin, leftBins }: Split) =>
  bins.kind === "number"
    ? { threshold: bins.edges[bin] ?? Infinity, bin } // no edge after the last bin: all numbers go left, the missing right
    : { levels: levelsOf(bins.kept, leftBins!) }

/** Levels of bins, in order; the bin of the missing has none. */
const levelsOf = (kept: Int32Array, bins: Int32Array): Int32Array =>
  bins
    .filter((bin) => bin < kept.length)
    .map((bin) => kept[bin]!)
    .sort()

interface Parting {
  readonly leaf: Leaf
  readonly split: Split
  readonly node: number
  /** Where the right rows begin. */
  readonly middle: number
}

/** The two leaves in place of one. Where predictions may only rise or fall with the column, their values may not pass the middle of the two. */
export function childrenOf({ leaf, split, node, middle }: Parting, monotone: number): readonly [Leaf, Leaf] {
  const { leftValue, rightValue } = split
  const between = (leftValue + rightValue) / 2
  const { lower, upper } = leaf.bounds
  const common = {
    depth: leaf.depth + 1,
    parent: node,
    parentOutput: leaf.bounds.output,
    extraL2: split.extraL2,
    path: leaf.path.includes(split.place.column) ? leaf.path : [...leaf.path, split.place.column],
    slot: -1,
    split: undefined,
  }
  const left: Leaf = {
    ...common,
    number: leaf.number,
    begin: leaf.begin,
    end: middle,
    gradient: split.leftGradient,
    hessian: split.leftHessian,
    bounds: {
      lower: monotone < 0 ? Math.max(lower, between) : lower,
      upper: monotone > 0 ? Math.min(upper, between) : upper,
      output: leftValue,
    },
  }
  const right: Leaf = {
    ...common,
    number: node + 1,
    begin: middle,
    end: leaf.end,
    gradient: leaf.gradient - split.leftGradient,
    hessian: leaf.hessian - split.leftHessian,
    bounds: {
      lower: monotone > 0 ? Math.max(lower, between) : lower,
      upper: monotone < 0 ? Math.min(upper, between) : upper,
      output: rightValue,
    },
  }
  return [left, right]
}
