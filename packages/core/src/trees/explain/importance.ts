// How much trees rely on columns: how often they split by them, and what those splits gained.
import type { TreeModel } from "../tree-model.ts"

export type ImportanceKind = "gain" | "split"

/** By column: the sum of the gains of its splits, or their number. */
export function treeImportance({ trees, columns }: TreeModel, kind: ImportanceKind): Float64Array {
  const importance = new Float64Array(columns.length)
  for (const tree of trees)
    for (const [node, column] of tree.columns.entries()) importance[column]! += kind === "gain" ? tree.gains[node]! : 1
  return importance
}
