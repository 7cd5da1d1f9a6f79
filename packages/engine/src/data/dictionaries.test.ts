import { gzipSync } from "node:zlib"
import { encodedColumn, layoutOf, sql } from "@fidelio/core"
import { afterAll, describe, expect, it } from "vitest"
import { datasetConfig, temporaryFolder } from "../../../../test/support/tables.ts"
import { takeCensus } from "./census.ts"
import { DataEngine } from "./data-engine.ts"
import type { DatasetConfig } from "./dataset-config.ts"
import { encodeSplits } from "./encode-splits.ts"
import { fitFeatures } from "./fit.ts"
import { fittedFeatures, ingest, planFeatures } from "./ingest.ts"
import { openSource } from "./sources.ts"
import { splitTable } from "./splits.ts"

const engine = await DataEngine.open({ threads: 2 })
const folder = temporaryFolder()
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const split: DatasetConfig["preprocessing"]["split"] = { type: "random", probabilities: [0.7, 0.1, 0.2] }

/** What becomes of a file, with a look at its texts first or without. */
async function prepared(path: string, config: DatasetConfig, large: boolean) {
  const features = planFeatures(config)
  const relation = await openSource(engine, path)
  const parsed = await ingest(engine, [relation], features, { split, large })
  const cells = await engine.query(sql`select columns(*)::varchar from ${parsed.table}`)
  const { rows: count } = (await takeCensus(engine, parsed))!
  const rows = await splitTable(engine, parsed.table, split, { rows: count, seed: 1, source: path })
  const fitted = await fitFeatures(engine, features, { parsed, rows, notice: () => undefined })
  const encodable = features.flatMap((planned) => {
    const { name, dictionary } = parsed.columns.get(planned.key)!
    return fittedFeatures(planned, fitted.get(planned)!).map((feature) => ({ feature, column: name, dictionary }))
  })
  const layout = layoutOf(encodable.map(({ feature }) => feature))
  const { splits } = await encodeSplits(engine, encodable, { layout, rows, parsed })
  const columns = encodable.map(({ feature }) =>
    Object.values(splits).map((each) => Array.from(encodedColumn(layout, each, feature))),
  )
  return {
    cells,
    encoded: encodable.map(({ feature }) => feature),
    columns,
    dictionaries: parsed.distinct.map((c) => c.dictionary !== undefined),
  }
}

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join("\n")

describe("dictionaries", () => {
  it("change nothing: blanks, words for missing values, quotes, upper case and numbers come out as they do without", async () => {
    const cities = ["Oslo", "  Oslo", "oslo ", "NA", "n/a", "", '" "', '"Paris, TX"', `"a ""b"" 'c'"`, "é"]
    const path = folder.file(
      "cities.csv",
      `city,town,size,plain,flag\n${rows(600, (i) => {
        const city = cities[i % 10]!
        return [city, city, `${i % 7}.5`, "abc"[i % 3], ["yes", "no", ""][i % 3]].join(",")
      })}\n`,
    )
    const config = datasetConfig(
      [
        ["city", "category"],
        ["town", "category", { lowercase: true, missing_value_strategy: "ffill" }],
        ["size", "number"],
        ["plain", "category"],
      ],
      [["flag", "binary", { missing_value_strategy: "fill_with_false" }]],
    )
    const without = await prepared(path, config, false)
    const withThem = await prepared(path, config, true)
    expect(without.dictionaries).not.toContain(true)
    expect(withThem.dictionaries).toEqual([true, true, false, true, true])
    expect({ ...withThem, dictionaries: [] }).toEqual({ ...without, dictionaries: [] })
  })
  it("are made neither of texts that hardly repeat, nor of packed files", async () => {
    const text = `name,kind,flag\n${rows(5000, (i) => `name ${i},${"abc"[i % 3]},${i % 2}`)}\n`
    const config = datasetConfig(
      [
        ["name", "category"],
        ["kind", "category"],
      ],
      [["flag", "binary"]],
    )
    const plain = await prepared(folder.file("names.csv", text), config, true)
    expect(plain.dictionaries).toEqual([false, true, true])
    const packed = await prepared(folder.file("names.csv.gz", gzipSync(text)), config, true)
    expect(packed.dictionaries).toEqual([false, false, false])
    expect(packed.columns).toEqual(plain.columns)
  })
})
