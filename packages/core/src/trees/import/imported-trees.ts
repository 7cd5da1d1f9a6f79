// What readers of other programs' models give, and what they check.
import { FidelioError } from "../../errors.ts"
import type { Tree } from "../tree.ts"
import type { TreeModel } from "../tree-model.ts"

export interface ImportedColumn {
  readonly name: string
  /** Of a category whose levels have names: by id. */
  readonly levels?: readonly string[]
  /** Whether there may be more levels than those, all taken alike: the file does not say how many. */
  readonly isOpen?: boolean
}

export interface ImportedTrees {
  readonly model: TreeModel
  readonly columns: readonly ImportedColumn[]
}

/** Levels are places in a list. */
export const mostLevels = 1_000_000

export const importError = (what: string, hint?: string): FidelioError =>
  new FidelioError("artifact/import", `The model ${what}.`, { hint })

/** Levels of all sets of a model. */
const mostSetLevels = 100_000_000

/** Sets that are written as what is left out are much larger in memory than in the file. */
export function checkSetSizes(sets: number, levels: number): void {
  if (sets * levels > mostSetLevels)
    throw importError(`has ${sets} splits of up to ${levels} levels, which is too much to hold in memory`)
}

/** Where parts of a list begin and end; none lies in another. */
export function checkedBounds(bounds: readonly number[], length: number): readonly number[] {
  const isWrong = bounds.some((bound, i) => !(bound >= (bounds[i - 1] ?? 0) && bound <= length))
  if (isWrong) throw importError("has sets of levels that overlap, or end outside of their list")
  return bounds
}

/** The tree, if its nodes and leaves hang together and its columns are there. */
export function checkedTree(tree: Tree, columns: number): Tree {
  const count = tree.leaves - 1
  for (const [name, list] of Object.entries(tree) as [string, unknown][]) {
    if (!ArrayBuffer.isView(list) || name === "levels") continue
    const { length } = list as Float64Array // every list of numbers has one
    if (length !== (name.startsWith("leaf") ? tree.leaves : count))
      throw importError(`has a tree of ${tree.leaves} leaves with ${length} ${name}`)
  }
  const wrong = tree.columns.find((column) => !(column >= 0 && column < columns))
  if (wrong !== undefined) throw importError(`has a tree that splits by column ${wrong} of ${columns}`)
  checkWays(tree)
  return tree
}

/** From the root there is one way to every node and leaf. */
function checkWays({ leaves, left, right }: Tree): void {
  if (leaves === 1) return
  const seen = new Set<number>()
  const pending = [0]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (seen.has(at) || at >= leaves - 1 || at < -leaves || Number.isNaN(at))
      throw importError("has a tree whose nodes do not hang together")
    seen.add(at)
    if (at >= 0) pending.push(left[at]!, right[at]!)
  }
  if (seen.size !== 2 * leaves - 1) throw importError("has a tree whose nodes do not hang together")
}
