import { describe, expect, it } from "vitest"
import {
  binColumns,
  boosterSettings,
  columnBlocks,
  createBooster,
  findBins,
  storeBins,
  storedColumns,
  TreeMemory,
  treeObjective,
  type BinnedColumns,
  type TreeColumn,
} from "@fidelio/core"
import { TemporaryFile } from "../data/temporary-file.ts"
import { startTreeThreads, type KernelThreads } from "./tree-threads.ts"

const rows = 60_000
const columns: readonly TreeColumn[] = [
  { kind: "number", values: Float32Array.from({ length: rows }, (_, i) => Math.sin(i * 12.9898) * 43_758.5453) },
  { kind: "number", values: Float32Array.from({ length: rows }, (_, i) => (i % 13 === 0 ? NaN : (i * 7_919) % 1_009)) },
  { kind: "category", values: Int32Array.from({ length: rows }, (_, i) => (i * 31) % 40), levels: 40 },
]
const targets = Int32Array.from({ length: rows }, (_, i) => {
  const value = columns[1]!.values[i]!
  return (value > 400 ? 1 : 0) + ((((i * 31) % 40) * 7) % 3 === 0 ? 1 : 0)
})

const settings = boosterSettings({ num_leaves: 20, learning_rate: 0.2 })

function train(
  threads?: KernelThreads,
  binned: BinnedColumns = binColumns(columns, settings, new TreeMemory(threads !== undefined)),
) {
  const booster = createBooster({
    columns: binned,
    targets,
    classes: 3,
    objective: treeObjective("multiclass"),
    settings,
    threads,
  })
  for (let round = 0; round < 4; round++) booster.round()
  return booster
}

describe("threads", () => {
  it("grow the same trees, however many they are", async () => {
    const alone = train()
    for (const count of [2, 3]) {
      await using threads = startTreeThreads(count)
      const together = train(threads)
      expect(together.model).toEqual(alone.model)
      expect(together.scores.slice()).toEqual(alone.scores.slice())
    }
  })

  it("read rows from a file, block by block", async () => {
    const alone = train()
    await using threads = startTreeThreads(2)
    using store = new TemporaryFile()
    const table = columnBlocks(columns)
    const binning = findBins(table, settings)
    storeBins(binning, table, store)
    for (const blockBytes of [4_000, 100_000]) {
      const place = { memory: new TreeMemory(true), store, blockBytes }
      const fromFile = train(threads, storedColumns(binning, rows, place))
      expect(fromFile.model).toEqual(alone.model)
      expect(fromFile.scores.slice()).toEqual(alone.scores.slice())
    }
  })

  it("take several tables in turn", async () => {
    await using threads = startTreeThreads(2)
    const settings = boosterSettings({ num_leaves: 9 })
    const boosterOf = (inputs: readonly TreeColumn[], pool?: KernelThreads) =>
      createBooster({
        columns: binColumns(inputs, settings, new TreeMemory(pool !== undefined)),
        targets: Float32Array.from(targets),
        objective: treeObjective("squared_error"),
        settings,
        threads: pool,
      })
    const tables = [columns, columns.slice(0, 2)]
    const alone = tables.map((table) => boosterOf(table))
    const together = tables.map((table) => boosterOf(table, threads))
    for (let round = 0; round < 3; round++) for (const booster of [...alone, ...together]) booster.round()
    expect(together.map(({ model }) => model)).toEqual(alone.map(({ model }) => model))
  })
})
