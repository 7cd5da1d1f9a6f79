// Explanations of trees, against what enumeration of all coalitions and all rows gives.
import { describe, expect, it } from "vitest"
import { categoryColumn, numberColumns, randomRows, randomTrees } from "../../../../../test/support/random-trees.ts"
import type { TreeColumn } from "../bins/column.ts"
import { predictTreeScores } from "../predict-tree-scores.ts"
import type { Tree } from "../tree.ts"
import type { ModelColumn, TreeModel } from "../tree-model.ts"
import { treeImportance } from "./importance.ts"
import { dependenceGrid, partialDependence } from "./partial-dependence.ts"
import { permutationImportance } from "./permutation-importance.ts"
import { shapleyValues } from "./shapley-values.ts"

const mixed: readonly ModelColumn[] = [
  ...numberColumns(3),
  categoryColumn(6, 2),
  categoryColumn(12),
  ...numberColumns(1),
]

/** Mean score of the training rows whose columns of the coalition are as in this row. */
function coalitionScore(model: TreeModel, columns: readonly TreeColumn[], row: number, coalition: number): number {
  const rows = (tree: Tree, child: number): number => (child >= 0 ? tree.nodeRows[child]! : tree.leafRows[-1 - child]!)
  const mean = (tree: Tree, child: number): number => {
    if (child < 0) return tree.leafValues[-1 - child]!
    const [left, right] = [tree.left[child]!, tree.right[child]!]
    const column = tree.columns[child]!
    if (((coalition >> column) & 1) === 0) {
      const share = rows(tree, left) / (rows(tree, left) + rows(tree, right))
      return share * mean(tree, left) + (1 - share) * mean(tree, right)
    }
    const value = columns[column]!.values[row]!
    const { kept } = model.columns[column]!
    const isMissing = kept === undefined ? Number.isNaN(value) : !kept.includes(value)
    const isLeft = isMissing
      ? tree.isMissingLeft[child] === 1
      : kept === undefined
        ? value <= tree.thresholds[child]!
        : tree.levels.subarray(tree.levelStarts[child], tree.levelEnds[child]).includes(value)
    return mean(tree, isLeft ? left : right)
  }
  const sum = model.trees.reduce((total, tree) => total + mean(tree, tree.leaves === 1 ? -1 : 0), 0)
  return model.initial[0]! + (model.isAveraged ? sum / model.trees.length : sum)
}

function enumerated(model: TreeModel, columns: readonly TreeColumn[], row: number): readonly number[] {
  const count = columns.length
  const scores = Array.from({ length: 1 << count }, (_, coalition) => coalitionScore(model, columns, row, coalition))
  const factorials = Array.from({ length: count + 1 }, () => 1)
  for (let i = 2; i <= count; i++) factorials[i] = factorials[i - 1]! * i
  return columns.map((_, column) => {
    let sum = 0
    for (let coalition = 0; coalition < scores.length; coalition++) {
      if (((coalition >> column) & 1) === 1) continue
      const size = coalition.toString(2).replaceAll("0", "").length
      const weight = (factorials[size]! * factorials[count - 1 - size]!) / factorials[count]!
      sum += weight * (scores[coalition | (1 << column)]! - scores[coalition]!)
    }
    return sum
  })
}

describe("Shapley values", () => {
  it.each([
    ["added trees", { columns: mixed, rounds: 5, leaves: 20 }, 30],
    ["a forest", { columns: mixed, rounds: 4, leaves: 12, isAveraged: true }, 10],
    ["one leaf", { columns: mixed, rounds: 2, leaves: 1 }, 3],
    ["a tree of many columns", { columns: numberColumns(14), rounds: 1, leaves: 90, seed: 4 }, 2],
  ] as const)("are those of all coalitions: %s", (_, options, rows) => {
    const model = randomTrees(options)
    const columns = randomRows(model.columns, rows)
    const { values, mean } = shapleyValues(model, columns)
    for (let row = 0; row < rows; row++) {
      const expected = enumerated(model, columns, row)
      for (const [i, value] of expected.entries()) expect(values[row * columns.length + i]).toBeCloseTo(value, 10)
    }
    expect(mean[0]).toBeCloseTo(coalitionScore(model, columns, 0, 0), 10)
  })

  it.each([
    ["deep trees", { columns: numberColumns(40), rounds: 3, leaves: 1500 }],
    ["several scores", { columns: mixed, rounds: 6, leaves: 31, scores: 3 }],
  ] as const)("sum up to the score: %s", (_, options) => {
    const model = randomTrees(options)
    const columns = randomRows(model.columns, 50)
    const { values, mean, scores } = shapleyValues(model, columns)
    const expected = predictTreeScores(model, columns)
    const width = columns.length
    for (const [i, score] of expected.entries()) {
      const sum = values.subarray(i * width, (i + 1) * width).reduce((total, value) => total + value, mean[i % scores]!)
      expect(Math.abs(sum - score)).toBeLessThan(1e-9)
    }
  })

  it("count what no training row was in as half of what comes to it", () => {
    const model = randomTrees({ columns: mixed, rounds: 2, leaves: 9 })
    const trees = model.trees.map((tree) => ({ ...tree, nodeRows: tree.nodeRows.map(() => 0), leafRows: tree.leafRows.map(() => 0) })) // prettier-ignore
    const columns = randomRows(mixed, 5)
    expect(shapleyValues({ ...model, trees }, columns).values.every(Number.isFinite)).toBe(true)
  })
})

describe("importance", () => {
  it("is the number of splits, or what they gained", () => {
    const model = randomTrees({ columns: mixed, rounds: 5, leaves: 9 })
    const splits = treeImportance(model, "split")
    expect(splits.reduce((a, b) => a + b)).toBe(model.trees.reduce((sum, tree) => sum + tree.leaves - 1, 0))
    const gains = model.trees.flatMap((tree) => Array.from(tree.gains).filter((_, node) => tree.columns[node] === 3))
    expect(treeImportance(model, "gain")[3]).toBeCloseTo(
      gains.reduce((a, b) => a + b, 0),
      10,
    )
  })
})

describe("partial dependence", () => {
  it("is the mean score where the column is as asked", () => {
    const model = randomTrees({ columns: mixed, rounds: 5, leaves: 20, isAveraged: true })
    for (const column of [0, 3, 4]) {
      const grid = dependenceGrid(model, column)
      const found = partialDependence(model, column, grid)
      const rows = mixed.map(({ kind }, i): TreeColumn => {
        const own = i === column ? grid : new Float64Array(grid.length)
        return { kind, values: kind === "number" ? Float32Array.from(own) : Int32Array.from(own) }
      })
      for (let i = 0; i < grid.length; i++)
        expect(found[i]).toBeCloseTo(coalitionScore(model, rows, i, 1 << column), 10)
    }
  })

  it("has a grid on which every change shows", () => {
    const model = randomTrees({ columns: mixed, rounds: 5, leaves: 20 })
    const grid = dependenceGrid(model, 1)
    const numbers = grid.slice(0, -1)
    expect(grid.at(-1)).toBeNaN()
    expect(numbers).toEqual(numbers.toSorted())
    const used = model.trees.flatMap((tree) =>
      Array.from(tree.thresholds).filter((_, node) => tree.columns[node] === 1),
    )
    expect(numbers.length).toBe(new Set(used).size + 1)
    expect(dependenceGrid(model, 3)).toEqual(Float64Array.of(0, 1, 3, 4, 5, -1))
    expect(dependenceGrid({ ...model, trees: [] }, 1)).toEqual(Float64Array.of(0, NaN))
  })
})

describe("permutation importance", () => {
  const columns = randomRows(mixed, 400)
  /** Minus the mean squared difference to what the model says of the rows as they are; reads columns 0 and 3. */
  const readsTwo = { ...randomTrees({ columns: mixed, rounds: 20, leaves: 10 }) }
  const trees = readsTwo.trees.map((tree) => ({ ...tree, columns: tree.columns.map((column) => (mixed[column]!.kept === undefined ? 0 : 4)) })) // prettier-ignore
  const model = { ...readsTwo, trees }
  const target = predictTreeScores(model, columns)
  const score = (given: readonly TreeColumn[]): number => {
    const found = predictTreeScores(model, given)
    return -found.reduce((sum, value, i) => sum + (value - target[i]!) ** 2, 0) / found.length
  }

  it("is what the score loses", async () => {
    const { baseline, importances } = await permutationImportance({ columns, score, repeats: 3 })
    expect(Math.abs(baseline)).toBe(0)
    expect(importances.map(({ mean }) => mean > 0)).toEqual([true, false, false, false, true, false])
    expect(importances[1]).toEqual({ mean: 0, standardDeviation: 0 })
  })

  it("depends on the seed only, and permutes groups together", async () => {
    const options = { columns, score, groups: [[0, 4], [1, 2]], repeats: 4 } // prettier-ignore
    const first = await permutationImportance({ ...options, seed: 1 })
    expect(
      await permutationImportance({ ...options, seed: 1, score: async (given) => Promise.resolve(score(given)) }),
    ).toEqual(first)
    expect(await permutationImportance({ ...options, seed: 2 })).not.toEqual(first)
    expect(first.importances).toHaveLength(2)
    const seen: number[] = []
    const numbers = [0, 1].map(() => ({ values: Float32Array.from({ length: 50 }, (_, i) => i) }))
    const isSameOrder = ([a, b]: typeof numbers): number => seen.push(a!.values.findIndex((value, i) => value !== b!.values[i])) // prettier-ignore
    await permutationImportance({ columns: numbers, score: (given) => isSameOrder([...given]), groups: [[0, 1]] })
    expect(seen).toEqual([-1, -1, -1, -1, -1, -1])
  })
})
