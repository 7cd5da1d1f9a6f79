// What readers of other programs' models give, and what they check.
import { FidelioError } from "../../errors.ts"
import type { Tree } from "../tree.ts"
import type { TreeModel } from "../tree-model.ts"

export interface ImportedColumn {
  readonly name: string
  /** Of a category whose levels have names: by id. */
  readonly levels?: readonly string[]
}

export interface ImportedTrees {
  readonly model: TreeModel
  readonly columns: readonly ImportedColumn[]
}

export const importError = (what: string, hint?: string): FidelioError =>
  new FidelioError("artifact/import", `The model ${what}.`, { hint })

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
