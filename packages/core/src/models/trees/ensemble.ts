// Trees of a model → nodes of the operator: numbers are compared, categories looked for in a set of levels.
import { invariant } from "../../errors.ts"
import type { TreeEnsemble } from "../../ops/tree-ensemble.ts"
import type { Tree } from "../../trees/tree.ts"
import type { TreeModel } from "../../trees/tree-model.ts"
import { NodeList, nodesOfSet } from "./node-list.ts"

export interface SummedTrees {
  /** Undefined where no tree has nodes. */
  readonly ensemble: TreeEnsemble | undefined
  /** What all rows have: where scores begin, and trees of one leaf. One a score. */
  readonly constant: readonly number[]
}

/** The columns that the trees of models split by, in ascending order. */
export function usedColumns(models: Iterable<TreeModel>): readonly number[] {
  const used = new Set<number>()
  for (const { trees } of models) for (const tree of trees) for (const column of tree.columns) used.add(column)
  return [...used].toSorted((a, b) => a - b)
}

/** `places`: where each column of the model stands in the operator's matrix. */
export function summedTrees(model: TreeModel, places: ReadonlyMap<number, number>): SummedTrees {
  const { trees, scores, initial, isAveraged } = model
  const factor = isAveraged && trees.length > 0 ? scores / trees.length : 1
  const constant = Array.from(initial)
  const list = new NodeList(scores)
  for (const [index, tree] of trees.entries()) {
    const score = index % scores
    if (tree.leaves === 1) constant[score]! += tree.leafValues[0]! * factor
    else {
      addTree(list, tree, { model, places })
      for (const value of tree.leafValues) list.leaf(score, value * factor)
    }
  }
  return { ensemble: list.ensemble, constant }
}

interface Setting {
  readonly model: TreeModel
  readonly places: ReadonlyMap<number, number>
}

/** The nodes of a tree, after which its leaves come. */
function addTree(list: NodeList, tree: Tree, { model, places }: Setting): void {
  const sets = Array.from(tree.columns, (column, node) => setOf(tree, node, model.columns[column]?.kept))
  const starts: number[] = []
  let end = 0
  for (const set of sets) {
    starts.push(end)
    end += set === undefined ? 1 : nodesOfSet(set.levels.length)
  }
  const idOf = (child: number): number => (child >= 0 ? starts[child]! : end - 1 - child)
  list.begin()
  for (const [node, set] of sets.entries()) {
    const column = places.get(tree.columns[node]!)
    invariant(column !== undefined, "a tree splits by a column that is not in the matrix")
    const [left, right] = [idOf(tree.left[node]!), idOf(tree.right[node]!)]
    if (set !== undefined)
      list.set(column, set.levels, set.isLeft ? { whenTrue: left, whenFalse: right } : { whenTrue: right, whenFalse: left }) // prettier-ignore
    else {
      const isMissingTrue = tree.isMissingLeft[node]!
      list.threshold(column, tree.thresholds[node]!, { whenTrue: left, whenFalse: right, isMissingTrue })
    }
  }
}

interface LevelSet {
  readonly levels: readonly number[]
  /** Whether these levels go left. */
  readonly isLeft: boolean
}

/** The levels that do not go where unknown ones go; undefined where the node splits numbers. */
function setOf(tree: Tree, node: number, kept: Int32Array | undefined): LevelSet | undefined {
  const begin = tree.levelStarts[node]!
  if (begin < 0 || kept === undefined) return undefined
  const left = new Set(tree.levels.subarray(begin, tree.levelEnds[node]))
  const isLeft = tree.isMissingLeft[node] === 0
  const levels = Array.from(kept).filter((level) => left.has(level) === isLeft)
  return { levels: levels.toSorted((a, b) => a - b), isLeft }
}
