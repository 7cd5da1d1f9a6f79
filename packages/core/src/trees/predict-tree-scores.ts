// Scores of rows from their values: every tree is walked from its root to one leaf.
import { invariant } from "../errors.ts"
import { categoryBinner, fillCategoryBins } from "./bins/category-bins.ts"
import type { TreeColumn } from "./bins/column.ts"
import type { Tree } from "./tree.ts"
import type { ModelColumn, TreeModel } from "./tree-model.ts"

/** [rows × scores], a row's scores side by side. */
export function predictTreeScores(model: TreeModel, columns: readonly TreeColumn[]): Float64Array {
  invariant(columns.length === model.columns.length, "rows to predict have other columns than the model")
  const rows = columns[0]?.values.length ?? 0
  const width = model.scores
  const rounds = model.trees.length / width
  const factor = model.isAveraged && rounds > 0 ? 1 / rounds : 1
  const scores = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) scores.set(model.initial, row * width)
  const leaves = new Int32Array(rows)
  const walked = columns.map((column, index) => walkedColumn(column, model.columns[index]!))
  for (const [index, tree] of model.trees.entries()) {
    fillLeaves(tree, walked, leaves)
    const score = index % width
    for (let row = 0; row < rows; row++) scores[row * width + score]! += tree.leafValues[leaves[row]!]! * factor
  }
  return scores
}

/** A column as the walk reads it: numbers, or bins of levels. */
interface WalkedColumn {
  readonly values: Float32Array | Uint16Array
  readonly bins: number
  /** The bin by level. */
  readonly binOf: Uint16Array | undefined
}

function walkedColumn({ values }: TreeColumn, { kept }: ModelColumn): WalkedColumn {
  if (kept === undefined) {
    return { values: values instanceof Float32Array ? values : Float32Array.from(values), bins: 0, binOf: undefined }
  }
  const binOf = categoryBinner({ kind: "category", kept, size: kept.length, hasMissing: true })
  const bins = new Uint16Array(values.length)
  const levels = values instanceof Int32Array ? values : Int32Array.from(values)
  fillCategoryBins(binOf, levels, { begin: 0, end: values.length, missing: kept.length }, bins)
  return { values: bins, bins: kept.length, binOf }
}

/** By bin: 1 where the node sends it left. */
function leftBins(tree: Tree, node: number, { bins, binOf }: WalkedColumn): Uint8Array | undefined {
  if (binOf === undefined) return undefined
  const table = new Uint8Array(bins + 1)
  for (let i = tree.levelStarts[node]!; i < tree.levelEnds[node]!; i++) table[binOf[tree.levels[i]!]!] = 1
  table[bins] = tree.isMissingLeft[node]!
  return table
}

/** The leaf of each row. hot */
function fillLeaves(tree: Tree, columns: readonly WalkedColumn[], leaves: Int32Array): void {
  const { left, right, thresholds, isMissingLeft } = tree
  if (tree.leaves === 1) return void leaves.fill(0)
  const values = Array.from(tree.columns, (column) => columns[column]!.values)
  const tables = Array.from(tree.columns, (column, node) => leftBins(tree, node, columns[column]!))
  for (let row = 0; row < leaves.length; row++) {
    let node = 0
    do {
      const value = values[node]![row]!
      const table = tables[node]
      let isLeft: boolean
      if (table !== undefined) isLeft = table[value] === 1
      else isLeft = value !== value ? isMissingLeft[node] === 1 : value <= thresholds[node]!
      node = isLeft ? left[node]! : right[node]!
    } while (node >= 0)
    leaves[row] = -1 - node
  }
}
