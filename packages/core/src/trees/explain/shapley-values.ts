// Exact Shapley values of trees (Lundberg et al., 2020, path-dependent): how much each column moves a row's scores away from the mean.
import { invariant } from "../../errors.ts"
import type { TreeColumn } from "../bins/column.ts"
import type { Tree } from "../tree.ts"
import type { TreeModel } from "../tree-model.ts"
import { leafPaths, meanOfLeaves } from "./leaf-paths.ts"
import { LeafShares } from "./leaf-shares.ts"
import { treeFactor, TreeWalk } from "./walk.ts"

export interface ShapleyValues {
  readonly rows: number
  readonly scores: number
  readonly columns: number
  /** [rows, scores, columns]; a row's values and the mean sum up to its score. */
  readonly values: Float64Array
  /** By score: what training rows have on average. */
  readonly mean: Float64Array
}

export function shapleyValues(model: TreeModel, columns: readonly TreeColumn[]): ShapleyValues {
  invariant(columns.length === model.columns.length, "rows to explain have other columns than the model")
  const rows = columns[0]?.values.length ?? 0
  const { scores } = model
  const mean = model.initial.slice()
  const values = new Float64Array(rows * scores * columns.length)
  const factor = treeFactor(model)
  for (const [index, tree] of model.trees.entries()) {
    const score = index % scores
    const paths = leafPaths(tree)
    mean[score]! += factor * meanOfLeaves(paths)
    if (tree.leaves === 1) continue
    const walk = new TreeWalk(tree, model, columns)
    const leaves = paths.map((path) => new LeafShares(path))
    const start = score * columns.length
    addTree({ tree, walk, leaves }, values, { rows, start, stride: scores * columns.length, factor })
  }
  return { rows, scores, columns: columns.length, values, mean }
}

interface ExplainedTree {
  readonly tree: Tree
  readonly walk: TreeWalk
  readonly leaves: readonly LeafShares[]
}

/** hot */
function addTree(
  { tree, walk, leaves }: ExplainedTree,
  values: Float64Array,
  { rows, start, stride, factor }: { rows: number; start: number; stride: number; factor: number },
): void {
  const decisions = new Uint8Array(tree.leaves - 1)
  const held = new Uint8Array(leaves.reduce((most, leaf) => Math.max(most, leaf.columns.length), 0))
  const at = { offset: start, factor }
  for (let row = 0; row < rows; row++) {
    walk.fillDecisions(row, decisions)
    for (let leaf = 0; leaf < leaves.length; leaf++) leaves[leaf]!.add(decisions, held, values, at)
    at.offset += stride
  }
}
