// What explanations share: which way rows go at nodes, which share of the training rows went there, what a tree counts for.
import type { TreeColumn } from "../bins/column.ts"
import type { Tree } from "../tree.ts"
import type { ModelColumn, TreeModel } from "../tree-model.ts"

/** What values of trees are multiplied by in scores. */
export const treeFactor = ({ isAveraged, trees, scores }: TreeModel): number =>
  isAveraged && trees.length > 0 ? scores / trees.length : 1

/** By node: the share of its rows that went left. */
export function leftShares({ left, right, nodeRows, leafRows }: Tree): Float64Array {
  const rowsOf = (child: number): number => (child >= 0 ? nodeRows[child]! : leafRows[-1 - child]!)
  return Float64Array.from(left, (child, node) => {
    const [here, there] = [rowsOf(child), rowsOf(right[node]!)]
    return here + there > 0 ? here / (here + there) : 0.5
  })
}

/** By level: 1 where the node sends it left; beyond the end and below 0 levels go the way of missing ones. Undefined for numbers. */
export function leftLevels(tree: Tree, node: number, { kept }: ModelColumn): Uint8Array | undefined {
  if (kept === undefined) return undefined
  const isUnknown = 2
  const table = new Uint8Array(kept.reduce((most, level) => Math.max(most, level + 1), 0)).fill(isUnknown)
  for (const level of kept) table[level] = 0
  for (let i = tree.levelStarts[node]!; i < tree.levelEnds[node]!; i++) {
    const level = tree.levels[i]!
    if (table[level] === 0) table[level] = 1
  }
  for (let level = 0; level < table.length; level++)
    if (table[level] === isUnknown) table[level] = tree.isMissingLeft[node]!
  return table
}

/** A tree with the columns of some rows. */
export class TreeWalk {
  readonly #tree: Tree
  readonly #values: readonly TreeColumn["values"][]
  readonly #tables: readonly (Uint8Array | undefined)[]

  constructor(tree: Tree, model: Pick<TreeModel, "columns">, columns: readonly TreeColumn[]) {
    this.#tree = tree
    this.#values = Array.from(tree.columns, (column) => columns[column]!.values)
    this.#tables = Array.from(tree.columns, (column, node) => leftLevels(tree, node, model.columns[column]!))
  }

  isLeft(node: number, row: number): boolean {
    const value = this.#values[node]![row]!
    const table = this.#tables[node]
    if (table !== undefined && value >= 0 && value < table.length) return table[value] === 1
    if (table !== undefined || value !== value) return this.#tree.isMissingLeft[node] === 1
    return value <= this.#tree.thresholds[node]!
  }

  /** 1 for each node that sends the row left. */
  fillDecisions(row: number, decisions: Uint8Array): void {
    for (let node = 0; node < decisions.length; node++) decisions[node] = this.isLeft(node, row) ? 1 : 0
  }
}
