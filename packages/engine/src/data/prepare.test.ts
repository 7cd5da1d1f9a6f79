import { existsSync } from "node:fs"
import { encodedColumn, featureKey, sql } from "@fidelio/core"
import { afterAll, describe, expect, it } from "vitest"
import { datasetConfig, temporaryFolder, vegaFile } from "../../../../test/support/tables.ts"
import { DataEngine } from "./data-engine.ts"
import type { DatasetConfig } from "./dataset-config.ts"
import { prepareDataset, type PreparedDataset } from "./prepare.ts"
import type { DatasetSources, TableSource } from "./sources.ts"

const engine = await DataEngine.open({ threads: 2 })
const folder = temporaryFolder()
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const prepare = (sources: DatasetSources | TableSource, config: DatasetConfig, seed = 42): Promise<PreparedDataset> =>
  prepareDataset(engine, isSources(sources) ? sources : { dataset: sources }, config, { seed })

const isSources = (value: DatasetSources | TableSource): value is DatasetSources =>
  typeof value === "object" && ("dataset" in value || "trainingSet" in value)

/** A feature's encoded column in the training split, or in another. */
function column(dataset: PreparedDataset, key: string, split: keyof PreparedDataset["splits"] = "training"): number[] {
  const found = dataset.features.find((feature) => feature.key === key)!
  return Array.from(encodedColumn(dataset.layout, dataset.splits[split]!, found))
}
const x = featureKey("input", "x")
const y = featureKey("output", "y")

/** Rows that all train. */
const everyRowTrains: DatasetConfig["preprocessing"]["split"] = { type: "random", probabilities: [1, 0, 0] }
const whole = { split: everyRowTrains }

describe("prepareDataset", () => {
  it("prepares the real penguins", async () => {
    const config = datasetConfig(
      [
        ["Island", "category"],
        ["Beak Length (mm)", "number"],
        ["Body Mass (g)", "number"],
        ["Sex", "category"],
      ],
      [["Species", "category"]],
    )
    const dataset = await prepare(vegaFile("penguins.json"), config)
    expect([dataset.splits.training.size, dataset.splits.validation?.size, dataset.splits.test?.size]).toEqual([
      241, 34, 69,
    ])
    expect(dataset.layout.tables).toEqual({
      inputs_float32: ["input:Beak Length (mm)", "input:Body Mass (g)"],
      inputs_int32: ["input:Island", "input:Sex"],
      targets_float32: [],
      targets_int32: ["output:Species"],
      rows_float32: [],
      rows_int32: [],
    })
    const mass = column(dataset, "input:Body Mass (g)")
    const present = mass.filter((value) => value > -4) // missing cells are 0 g
    const mean = present.reduce((sum, value) => sum + value, 0) / present.length
    expect(Math.abs(mean)).toBeLessThan(0.01)
    expect(dataset.columns[2]).toMatchObject({
      column: "Body Mass (g)",
      role: "input",
      type: "number",
      missing: 2,
      distinct: 94,
    })
    expect(dataset.features[4]!.metadata["idx2str"]).toEqual(["Adelie", "Gentoo", "Chinstrap"])
    expect(dataset.source).toBe("penguins.json")
  })
  it("packs columns by kind, row by row", async () => {
    const config = datasetConfig(
      [
        ["x", "number", { normalization: null }],
        ["c", "category"],
        ["b", "binary"],
      ],
      [["y", "binary"]],
      whole,
    )
    const dataset = await prepare({ x: [1.5, 2], c: ["u", "v"], b: [true, false], y: ["no", "yes"] }, config)
    const { inputs_float32, inputs_int32, targets_float32 } = dataset.splits.training.tables
    expect(inputs_float32).toEqual({ dtype: "float32", shape: [2, 2], data: Float32Array.of(1.5, 1, 2, 0) })
    expect(inputs_int32).toEqual({ dtype: "int32", shape: [2, 1], data: Int32Array.of(1, 2) })
    expect(targets_float32).toEqual({ dtype: "float32", shape: [2, 1], data: Float32Array.of(0, 1) })
  })
  it("fits on the training rows only", async () => {
    const rows = [
      ...Array.from({ length: 10 }, (_, i) => ({ x: i, c: "a", s: 0, y: i % 2 })),
      { x: 1000, c: "b", s: 2, y: 1 },
      { x: 2000, c: "b", s: 2, y: 1 },
    ]
    const config = datasetConfig(
      [
        ["x", "number"],
        ["c", "category"],
      ],
      [["y", "binary"]],
      { split: { type: "fixed", column: "s" } },
    )
    const dataset = await prepare(rows, config)
    expect(dataset.features[0]!.metadata).toMatchObject({ mean: 4.5, min: 0, max: 9, q1: 2.25, q2: 4.5, q3: 6.75 })
    expect(dataset.features[0]!.metadata["std"]).toBeCloseTo(3.0276503540974917, 10)
    expect(dataset.features[1]!.metadata["idx2str"]).toEqual(["<UNK>", "a"])
    expect(column(dataset, "input:c", "test")).toEqual([0, 0])
    expect(dataset.splits.validation).toBeUndefined()
    expect(dataset.notices).toContain("There are no validation rows: training follows the training rows.")
  })
  it("is the same for the same seed, whatever the threads", async () => {
    const config = datasetConfig(
      [
        ["delay", "number"],
        ["origin", "category"],
      ],
      [["distance", "number"]],
    )
    const first = await prepare(vegaFile("flights-20k.json"), config)
    await using single = await DataEngine.open({ threads: 1 })
    const second = await prepareDataset(single, { dataset: vegaFile("flights-20k.json") }, config, { seed: 42 })
    expect(second.splits).toEqual(first.splits)
    const other = await prepare(vegaFile("flights-20k.json"), config, 43)
    expect(other.splits.training.tables).not.toEqual(first.splits.training.tables)
  })
  it("takes splits that are given one by one", async () => {
    const file = (name: string, rows: string) => folder.file(name, `x,y\n${rows}`)
    const dataset = await prepare(
      { dataset: undefined, trainingSet: file("train.csv", "1,a\n2,b\n3,a\n"), testSet: file("test.csv", "4,b\n") },
      datasetConfig([["x", "number", { normalization: null }]], [["y", "category"]]),
    )
    expect([dataset.splits.training.size, dataset.splits.validation, dataset.splits.test?.size]).toEqual([
      3,
      undefined,
      1,
    ])
    expect(column(dataset, x, "test")).toEqual([4])
    expect(dataset.features[0]!.metadata["max"]).toBe(3)
  })
  it("reads one column for two features, and columns whose names are special", async () => {
    const config = datasetConfig(
      [
        ['say "hi", größe', "number", { normalization: null }],
        ["it's", "category"],
      ],
      [["y", "category"]],
      whole,
    )
    const config2 = {
      ...config,
      input_features: [...config.input_features, { ...config.input_features[0]!, name: "again" }],
    }
    const dataset = await prepare(
      [
        { 'say "hi", größe': 1, "it's": "a", y: "u" },
        { 'say "hi", größe': 2, "it's": "b", y: "v" },
      ],
      config2,
    )
    expect(column(dataset, "input:again")).toEqual([1, 2])
  })
  it("keeps the order of very many rows, which are encoded side by side", async () => {
    const path = `${folder.path}/many.parquet`
    const size = 1_200_000
    await engine.run(
      sql`copy (select range as x, range % 7 as y, 'c' || range % 5 as c from range(${size})) to ${path} (format parquet)`,
    )
    const config = datasetConfig(
      [
        ["x", "number", { normalization: null }],
        ["c", "category"],
      ],
      [["y", "number", { normalization: null }]],
    )
    await using own = await DataEngine.open({ threads: 2 })
    await own.workOnDisk()
    const dataset = await prepareDataset(own, { dataset: path }, config, { seed: 3 })
    const seen = new Uint8Array(size)
    for (const split of ["training", "validation", "test"] as const) {
      const rows = column(dataset, x, split)
      const targets = column(dataset, y, split)
      let inOrder = true
      for (const [i, row] of rows.entries()) {
        inOrder &&= (i === 0 || row > rows[i - 1]!) && targets[i] === row % 7
        seen[row]! += 1
      }
      expect(inOrder).toBe(true)
    }
    expect(seen.every((count) => count === 1)).toBe(true)
  })
  it("leaves inactive features out", async () => {
    const config = datasetConfig(
      [
        ["x", "number"],
        ["z", "number"],
      ],
      [["y", "category"]],
      whole,
    )
    const dataset = await prepare(
      { x: [1, 2], y: ["a", "b"] },
      { ...config, input_features: [config.input_features[0]!, { ...config.input_features[1]!, active: false }] },
    )
    expect(dataset.features.map(({ name }) => name)).toEqual(["x", "y"])
  })
})

describe("missing values and outliers", () => {
  const numbers = [1, null, 3, NaN, Infinity, 5, null]
  const encoded = async (preprocessing: object) => {
    const config = datasetConfig(
      [["x", "number", { normalization: null, ...preprocessing }]],
      [["y", "number", { normalization: null }]],
      whole,
    )
    const dataset = await prepare({ x: numbers, y: [1, 2, 3, 4, 5, 6, 7] }, config)
    return { values: column(dataset, x), dataset }
  }
  it("numbers, by every strategy", async () => {
    expect((await encoded({ fill_value: 9 })).values).toEqual([1, 9, 3, 9, 9, 5, 9])
    expect((await encoded({ missing_value_strategy: "fill_with_mean" })).values).toEqual([1, 3, 3, 3, 3, 5, 3])
    expect((await encoded({ missing_value_strategy: "fill_with_mode" })).values).toEqual([1, 1, 3, 1, 1, 5, 1])
    expect((await encoded({ missing_value_strategy: "ffill" })).values).toEqual([1, 1, 3, 3, 3, 5, 5])
    expect((await encoded({ missing_value_strategy: "bfill" })).values).toEqual([1, 3, 3, 5, 5, 5, 5])
    const { values, dataset } = await encoded({ missing_value_strategy: "drop_row" })
    expect(values).toEqual([1, 3, 5])
    expect(column(dataset, y)).toEqual([1, 3, 6])
    expect(dataset.dropped).toEqual([{ rows: 4, reason: "no x" }])
  })
  it("categories and binaries, by every strategy", async () => {
    const of = async (type: "category" | "binary", missing_value_strategy: string) => {
      const values = type === "category" ? ["a", null, "b", "b", null] : ["yes", null, "no", "no", null]
      const config = datasetConfig([["x", type, { missing_value_strategy }]], [["y", "number"]], whole)
      return column(await prepare({ x: values, y: [1, 2, 3, 4, 5] }, config), x)
    }
    expect(await of("category", "fill_with_const")).toEqual([2, 0, 1, 1, 0])
    expect(await of("category", "fill_with_mode")).toEqual([2, 1, 1, 1, 1])
    expect(await of("category", "ffill")).toEqual([2, 2, 1, 1, 1])
    expect(await of("category", "bfill")).toEqual([2, 1, 1, 1, 1])
    expect(await of("category", "drop_row")).toEqual([2, 1, 1])
    expect(await of("binary", "fill_with_true")).toEqual([1, 1, 0, 0, 1])
    expect(await of("binary", "fill_with_mode")).toEqual([1, 0, 0, 0, 0])
    expect(await of("binary", "ffill")).toEqual([1, 1, 0, 0, 0])
    expect(await of("binary", "drop_row")).toEqual([1, 0, 0])
  })
  it("drops rows without a target and tells how many", async () => {
    const config = datasetConfig([["x", "number", { normalization: null }]], [["y", "category"]], whole)
    const dataset = await prepare(folder.file("targets.csv", "x,y\n1,a\n2,\n3,b\n4,NA\n"), config)
    expect(column(dataset, x)).toEqual([1, 3])
    expect(dataset.dropped).toEqual([{ rows: 2, reason: "no target (y)" }])
  })
  it("outliers, by every strategy, with statistics of the rest", async () => {
    const values = [...Array.from({ length: 20 }, (_, i) => i % 2), 100]
    const of = async (outlier_strategy: string) => {
      const config = datasetConfig(
        [["x", "number", { normalization: "minmax", outlier_strategy }]],
        [["y", "number"]],
        whole,
      )
      return await prepare({ x: values, y: values.map((_, i) => i) }, config)
    }
    expect(column(await of("fill_with_mean"), x).at(-1)).toBe(0.5)
    expect(column(await of("fill_with_mode"), x).at(-1)).toBe(0)
    expect(column(await of("ffill"), x).at(-1)).toBe(1)
    const dropped = await of("drop_row")
    expect(dropped.splits.training.size).toBe(20)
    expect(dropped.dropped).toEqual([{ rows: 1, reason: "an outlier in x" }])
    expect(dropped.features[0]!.metadata).toMatchObject({ min: 0, max: 1, mean: 0.5 })
  })
})

describe("values of every kind", () => {
  it("numbers from text, truth values and times", async () => {
    const text = folder.file("text.csv", "x,y\n 1.50 ,1\n+2e3,2\n-inf,3\nNaN,4\n .5,5\n")
    const plain = datasetConfig([["x", "number", { normalization: null, fill_value: -1 }]], [["y", "number"]], whole)
    expect(column(await prepare(text, plain), x)).toEqual([1.5, 2000, -1, -1, 0.5])
    expect(column(await prepare({ x: [true, false, null], y: [1, 2, 3] }, plain), x)).toEqual([1, 0, -1])
    expect(column(await prepare({ x: [new Date(60_000)], y: [1] }, plain), x)).toEqual([60])
  })
  it("categories from numbers, as they print", async () => {
    const config = datasetConfig([["x", "category"]], [["y", "number"]], whole)
    const labels = async (source: TableSource) => (await prepare(source, config)).features[0]!.metadata["idx2str"]
    expect(await labels({ x: [1, 2, 2.5, null], y: [1, 2, 3, 4] })).toEqual(["<UNK>", "1", "2", "2.5"])
    expect(await labels(folder.file("codes.csv", "x,y\n01,1\n1.0,2\n 1 ,3\n"))).toEqual(["<UNK>", "01", "1", "1.0"])
    expect(await labels({ x: [true, false], y: [1, 2] })).toEqual(["<UNK>", "False", "True"])
  })
  it("categories without regard to case, where asked", async () => {
    const config = datasetConfig([["x", "category", { lowercase: true }]], [["y", "number"]], whole)
    const dataset = await prepare({ x: ["Rome", "ROME", "Oslo"], y: [1, 2, 3] }, config)
    expect(dataset.features[0]!.metadata["str2freq"]).toEqual({ "<UNK>": 0, rome: 2, oslo: 1 })
    expect(column(dataset, x)).toEqual([1, 1, 2])
  })
  it("classes that only the test rows have are classes", async () => {
    const rows = [
      { x: 1, y: "a", s: 0 },
      { x: 2, y: "b", s: 0 },
      { x: 3, y: "c", s: 2 },
    ]
    const dataset = await prepare(
      rows,
      datasetConfig([["x", "number"]], [["y", "category"]], { split: { type: "fixed", column: "s" } }),
    )
    expect(dataset.features[1]!.metadata["str2freq"]).toEqual({ a: 1, b: 1, c: 0 })
    expect(column(dataset, y, "test")).toEqual([2])
  })
  it("every normalization", async () => {
    const of = async (normalization: string) => {
      const config = datasetConfig([["x", "number", { normalization }]], [["y", "number"]], whole)
      return column(await prepare({ x: [0, 1, 2, 3, 4], y: [1, 2, 3, 4, 5] }, config), x).map((value) =>
        Number(value.toFixed(4)),
      )
    }
    expect(await of("zscore")).toEqual([-1.2649, -0.6325, 0, 0.6325, 1.2649])
    expect(await of("minmax")).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(await of("iq")).toEqual([-1, -0.5, 0, 0.5, 1])
    expect(await of("log1p")).toEqual([0, 0.6931, 1.0986, 1.3863, 1.6094])
    expect(await of("robust")).toEqual([-1.2303, -0.6581, 0, 0.6581, 1.2303])
    const quantile = await of("quantile")
    expect(quantile[2]).toBeCloseTo(0, 2)
    expect(quantile[4]).toBeCloseTo(-quantile[0]!, 3)
    expect(quantile[4]).toBeGreaterThan(2)
  })
})

describe("sampling and balancing", () => {
  const rows = {
    x: Array.from({ length: 1000 }, (_, i) => i),
    y: Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? "yes" : "no")),
  }
  const sized = async (preprocessing: Partial<DatasetConfig["preprocessing"]>) => {
    const config = datasetConfig([["x", "number", { normalization: null }]], [["y", "binary"]], {
      ...whole,
      ...preprocessing,
    })
    return await prepare(rows, config)
  }
  it("samples a share or a number of rows, in their order", async () => {
    expect((await sized({ sample_ratio: 0.25 })).splits.training.size).toBe(250)
    expect((await sized({ sample_size: 17 })).splits.training.size).toBe(17)
    const values = column(await sized({ sample_ratio: 0.5, sample_size: 100 }), x)
    expect(values).toHaveLength(100)
    expect(values).toEqual(values.toSorted((a, b) => a - b))
    expect((await sized({ sample_size: 5000 })).splits.training.size).toBe(1000)
  })
  it("repeats the rarer value or leaves out the other, in training only", async () => {
    const positives = (dataset: PreparedDataset) => column(dataset, y).filter((value) => value === 1).length
    const over = await sized({ oversample_minority: 0.5 })
    expect([positives(over), over.splits.training.size]).toEqual([450, 1350])
    const under = await sized({ undersample_majority: 0.5 })
    expect([positives(under), under.splits.training.size]).toEqual([100, 300])
    const split = await sized({ undersample_majority: 1, split: { type: "random", probabilities: [0.7, 0.1, 0.2] } })
    expect([split.splits.validation?.size, split.splits.test?.size]).toEqual([100, 200])
    const config = datasetConfig([["x", "number"]], [["y", "category"]], { oversample_minority: 0.5 })
    await expect(prepare(rows, config)).rejects.toMatchObject({ code: "data/value" })
  })
})

describe("bad input", () => {
  const config = datasetConfig(
    [
      ["x", "number"],
      ["c", "category"],
    ],
    [["y", "category"]],
  )
  const failing = (source: TableSource, changed = config) => expect(prepare(source, changed)).rejects
  const csv = (content: string) => folder.file(`bad-${content.length}-${Math.random()}.csv`, content)

  it("a header only", async () => {
    await failing(csv("x,c,y\n")).toMatchObject({ code: "data/empty", message: expect.stringContaining("no rows") })
  })
  it("missing columns, all at once, with what may have been meant", async () => {
    await failing(csv("X,cc,y\n1,2,3\n")).toMatchObject({
      code: "data/missing-column",
      message: expect.stringMatching(/"x" \(did you mean "X"\?\), "c"/),
      hint: "its columns are X, cc, y",
    })
  })
  it("duplicate columns, unless nobody asks for them", async () => {
    await failing(csv("x,c,y,x\n1,a,b,2\n")).toMatchObject({ code: "data/duplicate-column", at: "x" })
    const dataset = await prepare(csv("x,c,y,z,z\n1,a,b,2,3\n4,b,c,5,6\n7,a,b,8,9\n1,a,c,1,1\n1,a,c,1,1\n"), {
      ...config,
      ...whole,
      preprocessing: { ...config.preprocessing, ...whole },
    })
    expect(dataset.splits.training.size).toBe(5)
  })
  it("a cell that is no number, with its row, its text and how many there are", async () => {
    await failing(csv("x,c,y\n1,a,b\nabc,a,b\n2,a,b\n1_x,a,b\n")).toMatchObject({
      code: "data/value",
      at: "x",
      message: expect.stringContaining('"abc" in row 2 (and 1 more)'),
    })
    await failing(csv("x,c,y\n1e300,a,b\n")).toMatchObject({ code: "data/value" })
  })
  it("a target of one class, of none", async () => {
    await failing(csv("x,c,y\n1,a,b\n2,a,b\n")).toMatchObject({ code: "data/constant-target" })
    await failing(csv("x,c,y\n1,a,\n2,a,\n")).toMatchObject({
      code: "data/empty",
      message: expect.stringContaining("no target (y)"),
    })
  })
  it("a column of nulls is zeros, or the unknown", async () => {
    const dataset = await prepare(csv("x,c,y\n,,a\n,,b\n"), {
      ...config,
      preprocessing: { ...config.preprocessing, ...whole },
    })
    expect(column(dataset, x)).toEqual([0, 0])
    expect(column(dataset, "input:c")).toEqual([0, 0])
    expect(dataset.columns[0]).toMatchObject({ missing: 2, distinct: 0, summary: "no values" })
  })
  it("a constant column is zeros", async () => {
    const dataset = await prepare(csv("x,c,y\n7,a,a\n7,a,b\n"), {
      ...config,
      preprocessing: { ...config.preprocessing, ...whole },
    })
    expect(column(dataset, x)).toEqual([0, 0])
  })
  it("log1p of −1 and below, in training or elsewhere", async () => {
    const logarithm = (split: DatasetConfig["preprocessing"]["split"]) =>
      datasetConfig([["x", "number", { normalization: "log1p" }]], [["y", "number"]], { split })
    await failing({ x: [-1, 2], y: [1, 2] }, logarithm(everyRowTrains)).toMatchObject({ code: "data/value", at: "x" })
    await failing({ x: [1, -3], y: [1, 2], s: [0, 2] }, logarithm({ type: "fixed", column: "s" })).toMatchObject({
      code: "data/value",
      message: expect.stringContaining("-3.0 in row 2"),
    })
  })
  it("more than two values in a binary column", async () => {
    await failing(
      { x: ["a", "b", "c"], y: [1, 2, 3] },
      datasetConfig([["x", "binary"]], [["y", "number"]]),
    ).toMatchObject({ code: "data/value" })
  })
  it("lists where a number should be", async () => {
    await failing(folder.file("lists.json", '[{"x":[1,2],"c":"a","y":"b"},{"x":[1],"c":"a","y":"c"}]')).toMatchObject({
      code: "data/value",
    })
  })
  it("no dataset, and a split column that is not there", async () => {
    await expect(prepareDataset(engine, {}, config, { seed: 1 })).rejects.toMatchObject({ code: "data/not-found" })
    await failing(csv("x,c,y\n1,a,b\n"), {
      ...config,
      preprocessing: { ...config.preprocessing, split: { type: "fixed", column: "split" } },
    }).toMatchObject({
      code: "data/missing-column",
    })
  })
  it("ten thousand columns", async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `column ${i}`)
    const rows = Array.from(
      { length: 12 },
      (_, row) => names.map((_, i) => (i * 7 + row * 3) % 11).join(",") + `,${row % 2}`,
    )
    const wide = datasetConfig(
      names.map((name) => [name, "number"] as const),
      [["y", "category"]],
    )
    const dataset = await prepare(csv(`${names.join(",")},y\n${rows.join("\n")}\n`), wide)
    expect(dataset.splits.training.tables.inputs_float32?.shape).toEqual([6, 10_000])
  }, 120_000)
  it("one row", async () => {
    const dataset = await prepare({ x: [1], y: [2] }, datasetConfig([["x", "number"]], [["y", "number"]]))
    expect([dataset.splits.training.size, dataset.splits.test]).toEqual([1, undefined])
  })
})

describe("being stopped", () => {
  it("ends with an error that says so, soon", async () => {
    const config = datasetConfig([["delay", "number"]], [["distance", "number"]])
    const dataset = { dataset: vegaFile("flights-200k.json") }
    await expect(
      prepareDataset(engine, dataset, config, { seed: 1, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "cancelled" })
    const signal = AbortSignal.timeout(30)
    await expect(prepareDataset(engine, dataset, config, { seed: 1, signal })).rejects.toMatchObject({
      code: "cancelled",
    })
    expect(existsSync(dataset.dataset)).toBe(true)
  })
})
