import { encodedColumn, layoutOf, type FittedFeature } from "@fidelio/core"
import { afterAll, describe, expect, it } from "vitest"
import { datasetConfig, temporaryFolder, vegaFile } from "../../../../test/support/tables.ts"
import { DataEngine } from "./data-engine.ts"
import { encodeStream, type EncodedBatch, type EncodeStreamOptions } from "./encode-stream.ts"
import { prepareDataset } from "./prepare.ts"
import type { TableSource } from "./sources.ts"

const engine = await DataEngine.open({ threads: 2 })
const folder = temporaryFolder()
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const config = datasetConfig(
  [
    ["x", "number", { normalization: null, fill_value: -1 }],
    ["c", "category"],
    ["b", "binary"],
  ],
  [["y", "category"]],
  { split: { type: "random", probabilities: [1, 0, 0] } },
)
const trained = await prepareDataset(
  engine,
  { dataset: { x: [1, 2, 3], c: ["u", "v", "u"], b: ["yes", "no", "no"], y: ["p", "q", "q"] } },
  config,
  { seed: 1 },
)
const { features } = trained

async function all(
  source: TableSource,
  options: EncodeStreamOptions = {},
  fitted: readonly FittedFeature[] = features,
): Promise<EncodedBatch[]> {
  const batches = []
  for await (const batch of encodeStream(engine, source, fitted, options)) batches.push(batch)
  return batches
}

const column = (batch: EncodedBatch, key: string, fitted = features): number[] => {
  const used = fitted.filter(
    ({ role }) =>
      role === "input" || batch.tables.targets_int32 !== undefined || batch.tables.targets_float32 !== undefined,
  )
  return Array.from(encodedColumn(layoutOf(used), batch, { key }))
}

describe("encodeStream", () => {
  it("encodes new rows as training's were, without targets", async () => {
    const [batch] = await all({ c: ["v", "unseen", null, "u"], x: ["4", null, "5.5", "6"], b: [null, "Y", "N", true] })
    expect(batch!.size).toBe(4)
    expect(column(batch!, "input:x")).toEqual([4, -1, 5.5, 6])
    expect(column(batch!, "input:c")).toEqual([2, 0, 0, 1])
    expect(column(batch!, "input:b")).toEqual([0, 1, 0, 1])
    expect(batch!.tables.targets_int32).toBeUndefined()
  })
  it("encodes the training file to what training saw", async () => {
    const penguins = datasetConfig(
      [
        ["Beak Length (mm)", "number"],
        ["Island", "category"],
      ],
      [
        ["Species", "category"],
        ["Body Mass (g)", "number"],
      ],
      {
        split: { type: "random", probabilities: [1, 0, 0] },
      },
    )
    const dataset = await prepareDataset(engine, { dataset: vegaFile("penguins.json") }, penguins, { seed: 1 })
    const [batch] = await all(vegaFile("penguins.json"), { withTargets: true }, dataset.features)
    expect(batch!.tables).toEqual(dataset.splits.training.tables)
    expect(batch!.dropped).toEqual([{ rows: 2, reason: "no target (Body Mass (g))" }])
  })
  it("keeps the columns as they were read where that is asked for", async () => {
    const rows = { c: [" v ", null, "u"], x: ["4", "inf", "5.5"], b: [true, "Y", null], y: ["p", "never seen", "q"] }
    const [batch] = await all(rows, { withTargets: true, withRaw: true })
    expect(Object.fromEntries(batch!.raw)).toEqual({
      "input:x": Float32Array.of(4, 5.5),
      "input:c": ["v", "u"],
      "input:b": ["True", ""],
      "output:y": ["p", "q"],
    })
    const [missing] = await all({ ...rows, x: [null, "inf", "nan"], y: ["p", "q", "q"] }, { withRaw: true })
    expect(missing!.raw.get("input:x")).toEqual(Float32Array.of(NaN, NaN, NaN))
    expect((await all(rows))[0]!.raw.size).toBe(0)
  })
  it("gives batches of the size asked for, in the order of the rows", async () => {
    const size = 10_000
    const rows = Array.from({ length: size }, (_, i) => ({ x: i, c: "u", b: "no" }))
    const batches = await all(rows, { batchRows: 3000 })
    expect(batches.map((batch) => batch.size)).toEqual([3000, 3000, 3000, 1000])
    expect(batches.flatMap((batch) => column(batch, "input:x"))).toEqual(rows.map(({ x }) => x))
    expect(batches[1]!.rows[0]).toBe(3000)
  })
  it("leaves rows out whose target is missing or unknown, and tells why", async () => {
    const source = { x: [1, 2, 3, 4], c: ["u", "u", "u", "u"], b: ["no", "no", "no", "no"], y: ["p", null, "new", "q"] }
    const [batch] = await all(source, { withTargets: true })
    expect(column(batch!, "input:x")).toEqual([1, 4])
    expect(column(batch!, "output:y")).toEqual([1, 0])
    expect(Array.from(batch!.rows)).toEqual([0, 3])
    expect(batch!.dropped).toEqual([
      { rows: 1, reason: "no target (y)" },
      { rows: 1, reason: "a class of y that training had not" },
    ])
  })
  it("fills from the rows before where training did so", async () => {
    const filling = datasetConfig(
      [["x", "number", { normalization: null, missing_value_strategy: "ffill" }]],
      [["y", "number"]],
    )
    const dataset = await prepareDataset(engine, { dataset: { x: [1, 2], y: [1, 2] } }, filling, { seed: 1 })
    const [batch] = await all({ x: [null, 7, null, 8] }, {}, dataset.features)
    expect(column(batch!, "input:x", dataset.features)).toEqual([7, 7, 7, 8])
  })
  it("reads one split, as training made it", async () => {
    const rows = {
      x: Array.from({ length: 200 }, (_, i) => i),
      y: Array.from({ length: 200 }, (_, i) => (i % 9 === 0 ? null : i)),
    }
    const split = datasetConfig([["x", "number", { normalization: null }]], [["y", "number", { normalization: null }]])
    const dataset = await prepareDataset(engine, { dataset: rows }, split, { seed: 5 })
    const wanted = { preprocessing: split.preprocessing, seed: 5, name: "test" } as const
    for (const withTargets of [true, false]) {
      const [batch] = await all(rows, { withTargets, split: wanted }, dataset.features)
      expect(batch!.tables.inputs_float32).toEqual(dataset.splits.test!.tables.inputs_float32)
    }
  })
  it("says what is wrong with new data", async () => {
    const failing = (source: TableSource, options?: EncodeStreamOptions) => expect(all(source, options)).rejects
    await failing({ c: ["u"], b: ["no"] }).toMatchObject({ code: "data/missing-column", at: "x" })
    await failing({ x: [1], c: ["u"], b: ["no"] }, { withTargets: true }).toMatchObject({
      code: "data/missing-column",
      at: "y",
    })
    await failing({ x: ["1", "ten"], c: ["u", "u"], b: ["no", "no"] }).toMatchObject({
      code: "data/value",
      message: expect.stringContaining('"ten" in row 2'),
    })
    await failing({ x: [1, 2], c: ["u", "u"], b: ["no", "maybe"] }).toMatchObject({
      code: "data/value",
      message: expect.stringContaining('"maybe" in row 2'),
    })
    await failing(folder.file("none.csv", "x,c,b\n")).toMatchObject({ code: "data/empty" })
  })
})
