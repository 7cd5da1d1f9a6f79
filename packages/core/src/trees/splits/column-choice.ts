// Which columns a leaf may be split by: those drawn for the tree and for the leaf, and those that interaction constraints allow.
import type { ColumnPlace } from "../bins/bin-columns.ts"
import type { ColumnBins } from "../bins/column.ts"
import { hash32, permutation, randomKey } from "../../random.ts"
import type { BoosterSettings } from "../settings.ts"
import type { SearchedColumn } from "./find-split.ts"

/** What is asked about a leaf. */
export interface ChoosingLeaf {
  readonly number: number
  readonly depth: number
  readonly path: readonly number[]
}

export interface ColumnChoice {
  columnsFor(leaf: ChoosingLeaf): readonly SearchedColumn[]
  /** Uniform draws in [0, 1) by column, for extra trees. */
  thresholdDraw(leaf: ChoosingLeaf): ((column: number) => number) | undefined
}

/** The same for every tree: what is known of the columns. */
export function searchedColumns(
  places: readonly ColumnPlace[],
  columns: readonly ColumnBins[],
  settings: BoosterSettings,
): readonly SearchedColumn[] {
  const { monotone_constraints: monotone, max_delta_step, path_smooth, extra_trees } = settings
  const isBound = max_delta_step > 0 || path_smooth > 0 || extra_trees || monotone.some((way) => way !== 0)
  return places.map((place) => ({
    place,
    monotone: monotone[place.column] ?? 0,
    isBound,
    isCategory: columns[place.column]!.kind === "category",
  }))
}

/** Draws a share of a list, at least one, in the list's order. */
function drawn<T>(items: readonly T[], share: number, key: number): readonly T[] {
  if (share >= 1 || items.length === 0) return items
  const size = Math.max(1, Math.round(items.length * share))
  const chosen = permutation(key, items.length).subarray(0, size).sort()
  return Array.from(chosen, (i) => items[i]!)
}

/** The choice for one tree, the `tree`-th. */
export function columnChoice(all: readonly SearchedColumn[], settings: BoosterSettings, tree: number): ColumnChoice {
  const key = randomKey(settings.feature_fraction_seed, settings.seed, "columns", tree)
  const ofTree = drawn(all, settings.feature_fraction, key)
  const share = settings.feature_fraction_bynode
  const groups = settings.interaction_constraints
  return {
    columnsFor(leaf) {
      const allowed =
        groups.length === 0 ? ofTree : ofTree.filter(({ place }) => isAllowed(groups, leaf.path, place.column))
      return share >= 1 ? allowed : drawn(allowed, share, hash32(key, leaf.number * 1_024 + leaf.depth))
    },
    thresholdDraw(leaf) {
      if (!settings.extra_trees) return undefined
      const own = hash32(randomKey(settings.extra_seed, settings.seed, tree), leaf.number * 1_024 + leaf.depth)
      return (column) => hash32(own, column) / 0x100000000
    },
  }
}

/** Whether some group holds the whole path and this column. */
const isAllowed = (groups: readonly (readonly number[])[], path: readonly number[], column: number): boolean =>
  groups.some((group) => group.includes(column) && path.every((taken) => group.includes(taken)))
