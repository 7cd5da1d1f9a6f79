// Trees that nothing was trained on: random splits, levels and values, for tests of what reads trees.
import { randomKey, randomStream, type RandomStream } from "../../packages/core/src/random.ts"
import { TreeBuilder, type Tree } from "../../packages/core/src/trees/tree.ts"
import type { ModelColumn, TreeModel } from "../../packages/core/src/trees/tree-model.ts"
import type { TreeColumn } from "../../packages/core/src/trees/bins/column.ts"

export interface RandomTrees {
  readonly columns: readonly ModelColumn[]
  readonly rounds: number
  readonly leaves: number
  readonly scores?: number
  readonly isAveraged?: boolean
  readonly objective?: string
  readonly seed?: number
}

export const numberColumns = (count: number): readonly ModelColumn[] =>
  Array.from({ length: count }, () => ({ kind: "number" }))

/** Levels 0 … count − 1 without those left out. */
export const categoryColumn = (count: number, ...without: readonly number[]): ModelColumn => ({
  kind: "category",
  kept: Int32Array.from(Array.from({ length: count }, (_, level) => level).filter((level) => !without.includes(level))),
})

export function randomTrees(options: RandomTrees): TreeModel {
  const { columns, rounds, leaves, scores = 1, isAveraged = false, objective = "squared_error", seed = 1 } = options
  const random = randomStream(randomKey(seed, "trees"))
  const count = (): number => Math.max(1, Math.round(leaves * random.uniform() ** 0.3))
  return {
    objective,
    scores,
    initial: Float64Array.from({ length: scores }, () => random.normal()),
    columns,
    trees: Array.from({ length: rounds * scores }, () => randomTree(random, columns, count())),
    isAveraged,
  }
}

/** Rows of leaves are random; rows of nodes are their sums, as if the tree had been grown on them. */
function randomTree(random: RandomStream, columns: readonly ModelColumn[], leaves: number): Tree {
  const builder = new TreeBuilder()
  const parents = [-1]
  for (let node = 0; node < leaves - 1; node++) {
    const number = random.below(parents.length)
    const column = random.below(columns.length)
    const { kept } = columns[column]!
    const leaf = { number, parent: parents[number]!, rows: 0, output: random.normal() }
    const condition =
      kept === undefined
        ? { threshold: Math.fround(random.normal()), bin: 0 }
        : { levels: kept.filter(() => random.uniform() < 0.4).toSorted() }
    builder.split(leaf, { column, gain: random.uniform(), isMissingLeft: random.below(2) === 1 }, condition)
    parents[number] = node
    parents.push(node)
  }
  const leafRows = Int32Array.from({ length: leaves }, () => 1 + random.below(50))
  const values = Float64Array.from({ length: leaves }, () => 0.3 * random.normal())
  const tree = builder.build(leafRows, values, 0.1)
  const nodeRows = new Int32Array(leaves - 1)
  for (let node = leaves - 2; node >= 0; node--)
    nodeRows[node] = rowsOf(tree.left[node]!, leafRows, nodeRows) + rowsOf(tree.right[node]!, leafRows, nodeRows)
  return { ...tree, nodeRows }
}

const rowsOf = (child: number, leafRows: Int32Array, nodeRows: Int32Array): number =>
  child < 0 ? leafRows[-1 - child]! : nodeRows[child]!

/** Rows with missing numbers (NaN), missing ids (−1), and levels that the model does not tell apart. */
export function randomRows(columns: readonly ModelColumn[], rows: number, seed = 2): readonly TreeColumn[] {
  const random = randomStream(randomKey(seed, "rows"))
  return columns.map(({ kept }): TreeColumn => {
    if (kept === undefined)
      return {
        kind: "number",
        values: Float32Array.from({ length: rows }, () => (random.uniform() < 0.1 ? NaN : random.normal())),
      }
    const most = kept.reduce((largest, level) => Math.max(largest, level), 0) + 3
    return {
      kind: "category",
      levels: most,
      values: Int32Array.from({ length: rows }, () => (random.uniform() < 0.05 ? -1 : random.below(most))),
    }
  })
}
