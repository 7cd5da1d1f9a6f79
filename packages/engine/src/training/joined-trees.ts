// Trees grown on from a trained model: one model of both, in which each tree sends rows where it sent them before.
import { FidelioError, treesOf, type ModelColumn, type Tensor, type Tree, type TreeModel } from "@fidelio/core"

/** The model to start from, where it is one of trees. */
export function startingTrees(name: string, weights: ReadonlyMap<string, Tensor>): TreeModel {
  if (weights.has(`${name}.trees.objective`)) return treesOf(name, weights)
  throw new FidelioError("training/initial-model", `The model to start from has no trees for ${name}.`, {
    at: name,
    hint: "Train with the config of that model, or start from none.",
  })
}

/** Why trees cannot go on from a model; undefined where they can. */
export function whyNotFrom(base: TreeModel, own: TreeModel): string | undefined {
  if (base.isAveraged || own.isAveraged) return "a random forest is the mean of its trees, and does not grow on"
  if (base.objective !== own.objective || base.scores !== own.scores)
    return `its trees minimise ${base.objective} with ${base.scores} scores, these ${own.objective} with ${own.scores}`
  const isSame = base.columns.length === own.columns.length
  return isSame && base.columns.every(({ kind }, i) => kind === own.columns[i]!.kind)
    ? undefined
    : "its inputs are others"
}

/** What the first model gives, and what trees that were grown on its scores add to it. */
export function joinTrees(base: TreeModel, own: TreeModel): TreeModel {
  const columns = base.columns.map((column, i) => joinedColumn(column, own.columns[i]!))
  return {
    ...base,
    columns,
    trees: [
      ...base.trees.map((tree) => movedTree(tree, base.columns, columns)),
      ...own.trees.map((tree) => movedTree(tree, own.columns, columns)),
    ],
  }
}

function joinedColumn(a: ModelColumn, b: ModelColumn): ModelColumn {
  if (a.kept === undefined || b.kept === undefined) return a
  return { kind: a.kind, kept: Int32Array.from(new Set([...a.kept, ...b.kept])).sort() }
}

/** The tree for columns that tell more levels apart: those that it took for missing go where the missing go. */
function movedTree(tree: Tree, from: readonly ModelColumn[], to: readonly ModelColumn[]): Tree {
  const levels: number[] = []
  const levelStarts = tree.levelStarts.slice()
  const levelEnds = tree.levelEnds.slice()
  for (const [node, column] of tree.columns.entries()) {
    const known = from[column]?.kept
    const kept = to[column]?.kept
    if (known === undefined || kept === undefined) continue
    const left = new Set(tree.levels.subarray(levelStarts[node], levelEnds[node]))
    const told = new Set(known)
    const isMissingLeft = tree.isMissingLeft[node] === 1
    levelStarts[node] = levels.length
    for (const level of kept) if (told.has(level) ? left.has(level) : isMissingLeft) levels.push(level)
    levelEnds[node] = levels.length
  }
  return { ...tree, levels: Int32Array.from(levels), levelStarts, levelEnds }
}
