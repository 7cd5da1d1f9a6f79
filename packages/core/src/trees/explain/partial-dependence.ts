// Partial dependence: the mean score by the value of one column, the others as the training rows had them, told from the trees alone.
import type { Tree } from "../tree.ts"
import type { TreeModel } from "../tree-model.ts"
import { leftLevels, leftShares, treeFactor } from "./walk.ts"

/** Values of a column at which scores can differ: one for each stretch between thresholds, and NaN; levels, and −1. */
export function dependenceGrid({ trees, columns }: TreeModel, column: number): Float64Array {
  const { kept } = columns[column]!
  if (kept !== undefined) return Float64Array.from([...kept.toSorted(), -1])
  const thresholds = new Set<number>()
  for (const tree of trees)
    for (const [node, own] of tree.columns.entries()) if (own === column) thresholds.add(tree.thresholds[node]!)
  const edges = [...thresholds].toSorted((a, b) => a - b)
  const last = edges.at(-1)
  if (last === undefined) return Float64Array.of(0, NaN)
  return Float64Array.of(...edges, last + Math.max(1, Math.abs(last)), NaN) // a threshold itself belongs to the stretch before it
}

/** [values, scores] */
export function partialDependence(model: TreeModel, column: number, grid: ArrayLike<number>): Float64Array {
  const { scores, initial } = model
  const out = new Float64Array(grid.length * scores)
  for (let i = 0; i < grid.length; i++) out.set(initial, i * scores)
  const factor = treeFactor(model)
  for (const [index, tree] of model.trees.entries()) {
    const mean = treeDependence(tree, model, column)
    for (let i = 0; i < grid.length; i++) out[i * scores + (index % scores)]! += factor * mean(grid[i]!)
  }
  return out
}

/** The mean value of a tree by the column's value. */
function treeDependence(tree: Tree, { columns }: TreeModel, column: number): (value: number) => number {
  const shares = leftShares(tree)
  const tables = Array.from(tree.columns, (own, node) =>
    own === column ? leftLevels(tree, node, columns[column]!) : undefined,
  )
  const isLeft = (node: number, value: number): boolean => {
    const table = tables[node]
    const isMissing = Number.isNaN(value) || (table !== undefined && !(value >= 0 && value < table.length))
    if (isMissing) return tree.isMissingLeft[node] === 1
    return table === undefined ? value <= tree.thresholds[node]! : table[value] === 1
  }
  return (value) => {
    let mean = 0
    const pending: { readonly child: number; readonly share: number }[] = [{ child: tree.leaves === 1 ? -1 : 0, share: 1 }] // prettier-ignore
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      const { child, share } = at
      if (share === 0) continue
      if (child < 0) mean += share * tree.leafValues[-1 - child]!
      else if (tree.columns[child] === column)
        pending.push({ child: (isLeft(child, value) ? tree.left : tree.right)[child]!, share })
      else
        pending.push(
          { child: tree.left[child]!, share: share * shares[child]! },
          { child: tree.right[child]!, share: share * (1 - shares[child]!) },
        )
    }
    return mean
  }
}
