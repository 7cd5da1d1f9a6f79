import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql, type PredictionColumn } from "@fidelio/core"
import { afterAll, describe, expect, it } from "vitest"
import { DataEngine } from "../data/data-engine.ts"
import type { PredictionBatch } from "./predict.ts"
import { writePredictions, type PredictionFormat } from "./write-predictions.ts"

const folder = mkdtempSync(join(tmpdir(), "fidelio-predictions-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const column = (name: string, type: PredictionColumn["type"]): PredictionColumn => ({ name, type, values: () => [] })
const columns = [column('y, "é"', "string"), column("p", "float"), column("is", "boolean"), column("all", "float_list")]
const batch: PredictionBatch = {
  'y, "é"': ["plain", 'a, "b"', "two\nlines", ""],
  p: Float32Array.of(0.1, 1, 1e-9, NaN),
  is: [true, false, true, false],
  all: [
    [0.25, 0.75],
    [1, 0],
    [0, 1],
    [0.5, 0.5],
  ],
}

async function* batches(...parts: readonly PredictionBatch[]): AsyncGenerator<PredictionBatch> {
  yield* parts
}

async function write(format: PredictionFormat, ...parts: readonly PredictionBatch[]): Promise<string> {
  const path = join(folder, `predictions.${format}`)
  const rows = await writePredictions({ path, format }, columns, batches(...parts))
  expect(rows).toBe(parts.length * 4)
  return path
}

describe("writePredictions", () => {
  it("quotes what CSV must quote", async () => {
    expect(readFileSync(await write("csv", batch), "utf8")).toBe(
      `"y, ""é""",p,is,all
plain,0.1,true,"[0.25,0.75]"
"a, ""b""",1,false,"[1,0]"
"two\nlines",1e-9,true,"[0,1]"
"",,false,"[0.5,0.5]"
`,
    )
  })

  it("writes JSON and JSON Lines that parse to the same rows, over several batches", async () => {
    const json = JSON.parse(readFileSync(await write("json", batch, batch), "utf8")) as unknown[]
    const lines = readFileSync(await write("jsonl", batch, batch), "utf8")
      .trimEnd()
      .split("\n")
    expect(json).toHaveLength(8)
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(json)
    expect(json[0]).toEqual({ 'y, "é"': "plain", p: 0.1, is: true, all: [0.25, 0.75] })
    expect(json[3]).toMatchObject({ p: null })
    expect(JSON.parse(readFileSync(await write("json"), "utf8"))).toEqual([])
  })

  it("writes Parquet with types", async () => {
    const path = await write("parquet", batch)
    await using engine = await DataEngine.open()
    const rows = await engine.query(sql`select * from read_parquet(${path}) limit 1`)
    expect(rows[0]!.slice(0, 3)).toEqual(["plain", Math.fround(0.1), true])
  })

  it("leaves no file where predicting fails, and the one that was there as it was", async () => {
    const path = await write("csv", batch)
    const before = readFileSync(path, "utf8")
    async function* failing(): AsyncGenerator<PredictionBatch> {
      yield batch
      throw new RangeError("broken")
    }
    await expect(writePredictions({ path, format: "csv" }, columns, failing())).rejects.toThrow("broken")
    expect(readFileSync(path, "utf8")).toBe(before)
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([])
  })

  it("tells where it cannot write", async () => {
    const path = join(await write("csv", batch), "below-a-file.csv")
    await expect(writePredictions({ path, format: "csv" }, columns, batches(batch))).rejects.toMatchObject({
      code: "output/not-writable",
    })
  })
})
