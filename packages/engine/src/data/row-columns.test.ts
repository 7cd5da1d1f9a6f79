// Weights and groups of rows: what is refused, what is left out, and where groups go.
import { encodedColumn, groupsOfRows, sampleWeights, type EncodedSplit } from "@fidelio/core"
import { afterAll, describe, expect, it } from "vitest"
import { datasetConfig, temporaryFolder } from "../../../../test/support/tables.ts"
import { DataEngine } from "./data-engine.ts"
import type { DatasetConfig } from "./dataset-config.ts"
import { prepareDataset, type PreparedDataset } from "./prepare.ts"
import type { DatasetSources } from "./sources.ts"

const engine = await DataEngine.open({ threads: 2 })
const folder = temporaryFolder()
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

type Columns = Readonly<Record<string, readonly (string | number | null)[]>>

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)

/** Prepares numbers `x` and `y` beside these columns. */
function prepare(
  columns: Columns,
  preprocessing: Partial<DatasetConfig["preprocessing"]>,
  options: { readonly seed?: number; readonly sources?: DatasetSources; readonly cache?: boolean } = {},
): Promise<PreparedDataset> {
  const rows = Object.values(columns)[0]!.length
  const plain = { normalization: null }
  const config = datasetConfig([["x", "number", plain]], [["y", "number", plain]])
  const dataset = { x: numbers(rows), y: numbers(rows), ...columns }
  return prepareDataset(
    engine,
    options.sources ?? { dataset },
    { ...config, preprocessing: { ...config.preprocessing, ...preprocessing } },
    { seed: options.seed ?? 42, cache: options.cache },
  )
}

const all = { split: { type: "random", probabilities: [1, 0, 0] } } as const
const weighted = { ...all, weight_column: "w" } as const
const x = { key: "input:x" }

const splitsOf = ({ splits }: PreparedDataset): readonly EncodedSplit[] => Object.values(splits)
const groupsIn = ({ layout }: PreparedDataset, split: EncodedSplit): readonly (readonly number[])[] => {
  const { order, starts } = groupsOfRows(layout, split)!
  const rows = encodedColumn(layout, split, x)
  return numbers(starts.length - 1).map((i) =>
    Array.from(order.subarray(starts[i], starts[i + 1]), (row) => rows[row]!),
  )
}

describe("weights", () => {
  it("lie beside the rows, and are no input", async () => {
    const dataset = await prepare({ w: [1, 2.5, "3", 1e-3] }, weighted)
    expect(sampleWeights(dataset.layout, dataset.splits.training)).toEqual(Float32Array.of(1, 2.5, 3, 1e-3))
    expect(dataset.features.map(({ name }) => name)).toEqual(["x", "y"])
  })

  it("of 0 leave rows out of everything", async () => {
    const dataset = await prepare({ w: [1, 0, 2, 0] }, weighted)
    expect(encodedColumn(dataset.layout, dataset.splits.training, x)).toEqual(Float32Array.of(0, 2))
    expect(dataset.dropped).toEqual([{ rows: 2, reason: "weight 0 (w)" }])
    await expect(prepare({ w: [0, 0] }, weighted)).rejects.toMatchObject({ code: "data/empty" })
  })

  it.each([
    [-1, '"-1.0" in row 3'],
    [null, "nothing in row 3"],
    [Infinity, '"inf" in row 3'],
    [NaN, "nothing in row 3"],
  ])("of %s are refused", async (value, found) => {
    await expect(prepare({ w: [1, 0.5, value, 1] }, weighted)).rejects.toMatchObject({
      code: "data/value",
      at: "w",
      message: `the weight column "w" holds ${found}; expected a finite number from 0 up`,
    })
  })

  it("of words are refused", async () => {
    await expect(prepare({ w: ["1", "much"] }, weighted)).rejects.toMatchObject({
      code: "data/value",
      at: "w",
      message: expect.stringContaining('holds "much" in row 2') as unknown,
      hint: "correct the cells: weights are numbers",
    })
  })

  it("may be an input too", async () => {
    const dataset = await prepare({ x: [3, 4] }, { ...all, weight_column: "x" })
    expect(encodedColumn(dataset.layout, dataset.splits.training, x)).toEqual(Float32Array.of(3, 4))
    expect(sampleWeights(dataset.layout, dataset.splits.training)).toEqual(Float32Array.of(3, 4))
  })

  it("that are not there are told of", async () => {
    await expect(prepare({ weights: [3, 4] }, weighted)).rejects.toMatchObject({ code: "data/missing-column" })
  })

  it("come with what is balanced", async () => {
    const config = datasetConfig([["x", "number", { normalization: null }]], [["b", "binary"]])
    const dataset = { x: numbers(5), b: [true, false, false, false, false], w: [9, 1, 2, 3, 4] }
    const preprocessing = { ...config.preprocessing, ...weighted, oversample_minority: 1 }
    const prepared = await prepareDataset(engine, { dataset }, { ...config, preprocessing }, { seed: 42 })
    const weights = Array.from(sampleWeights(prepared.layout, prepared.splits.training)!)
    expect(weights).toEqual([9, 9, 9, 9, 1, 2, 3, 4])
  })
})

describe("groups", () => {
  const many = numbers(200).map((i) => `query ${(i * 7) % 40}`)
  const grouped = { group_column: "q", split: { type: "random", probabilities: [0.7, 0.1, 0.2] } } as const

  it("each stay in one split, by chance and the seed", async () => {
    const [first, again, other] = [
      await prepare({ q: many }, grouped),
      await prepare({ q: many }, grouped),
      await prepare({ q: many }, grouped, { seed: 43 }),
    ]
    const found = splitsOf(first).map((split) => groupsIn(first, split))
    expect(found.map(({ length }) => length)).toEqual([28, 4, 8])
    for (const rows of found.flat()) {
      expect(rows).toHaveLength(5)
      expect(new Set(rows.map((row) => many[row])).size).toBe(1)
      expect(rows).toEqual(rows.toSorted((a, b) => a - b))
    }
    expect(splitsOf(again)).toEqual(splitsOf(first))
    expect(splitsOf(other)).not.toEqual(splitsOf(first))
  })

  it("are those of the rows that are left", async () => {
    const w = numbers(200).map((i) => (i % 5 === 0 ? 0 : 1))
    const dataset = await prepare({ q: many, w }, { ...grouped, weight_column: "w" })
    const rows = splitsOf(dataset).flatMap((split) => groupsIn(dataset, split).flat())
    expect(rows.toSorted((a, b) => a - b)).toEqual(numbers(200).filter((i) => i % 5 !== 0))
  })

  it("are sampled whole", async () => {
    const dataset = await prepare({ q: many }, { ...grouped, sample_ratio: 0.25 })
    const rows = splitsOf(dataset).flatMap((split) => groupsIn(dataset, split))
    expect(rows.map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 5))
  })

  it("that a split breaks are told of", async () => {
    const fixed = { group_column: "q", split: { type: "fixed", column: "s" } } as const
    const s = many.map((query, i) => (query === "query 3" && i > 100 ? 2 : 0))
    await expect(prepare({ q: many, s }, fixed)).rejects.toMatchObject({
      code: "data/split",
      at: "q",
      message: 'the group "query 3" of column "q" has rows in training and in test',
    })
    const whole = many.map((query) => (query === "query 3" ? 2 : 0))
    expect((await prepare({ q: many, s: whole }, fixed)).splits.test?.size).toBe(5)
    const byHash = { group_column: "q", split: { ...grouped.split, type: "hash", column: "q" } } as const
    expect(splitsOf(await prepare({ q: many }, byHash)).length).toBeGreaterThan(1)
  })

  it("of tables given one by one are each table's own", async () => {
    const rows = (count: number) => ({ x: numbers(count), y: numbers(count), q: numbers(count).map((i) => i % 2) })
    const sources = { trainingSet: rows(6), validationSet: rows(4) }
    const dataset = await prepare({ q: [] }, { group_column: "q" }, { sources })
    expect(splitsOf(dataset).map((split) => groupsIn(dataset, split).map(({ length }) => length))).toEqual([
      [3, 3],
      [2, 2],
    ])
  })

  it("that are missing are told of", async () => {
    await expect(prepare({ q: ["a", "b", null, " "] }, grouped)).rejects.toMatchObject({
      code: "data/value",
      at: "q",
      message: 'the group column "q" holds nothing in row 3 (and 1 more); every row belongs to a group',
    })
  })

  it("and weights are kept with the encoded data", async () => {
    const lines = numbers(60).map((i) => `${i},${i},${i % 6},${1 + (i % 3)}`)
    const dataset = folder.file("grouped.csv", `x,y,q,w\n${lines.join("\n")}\n`)
    const both = { ...grouped, weight_column: "w" }
    const options = { sources: { dataset }, cache: true }
    const [first, second] = [await prepare({ q: [] }, both, options), await prepare({ q: [] }, both, options)]
    expect([first.cached, second.cached]).toEqual([false, true])
    expect(second.layout).toEqual(first.layout)
    expect(splitsOf(second)).toEqual(splitsOf(first))
    expect((await prepare({ q: [] }, { ...both, weight_column: null }, options)).cached).toBe(false)
  })
})
