import { mkdirSync } from "node:fs"
import { gzipSync, zstdCompressSync } from "node:zlib"
import { sql, type Sql } from "@fidelio/core"
import { tableFromArrays, tableToIPC } from "apache-arrow"
import { afterAll, describe, expect, it } from "vitest"
import { temporaryFolder, vegaFile } from "../../../../test/support/tables.ts"
import { DataEngine } from "./data-engine.ts"
import { cleanValue, type Relation } from "./relation.ts"
import { openSource, type OpenOptions, type TableSource } from "./sources.ts"

const engine = await DataEngine.open({ threads: 2 })
const folder = temporaryFolder()
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const selected = ({ columns }: Relation): Sql => ({
  text: [...columns.values()].map((column) => cleanValue(column).text).join(", "),
})

/** Names and rows of a source. */
async function read(source: TableSource, options?: OpenOptions) {
  const relation = await openSource(engine, source, options)
  const rows = await engine.query(sql`select ${selected(relation)} from ${relation.from}`)
  return { names: [...relation.columns.keys()], rows, relation }
}

const csv = "name,age\nAda,36\nBob,\n"
const rows = [
  ["Ada", "36"],
  ["Bob", null],
]

describe("delimited text", () => {
  it.each([
    ["commas", "a.csv", csv],
    ["tabs", "a.tsv", csv.replaceAll(",", "\t")],
    ["semicolons", "b.csv", csv.replaceAll(",", ";")],
    ["bars and another extension", "c.txt", csv.replaceAll(",", "|")],
    ["carriage returns", "d.csv", csv.replaceAll("\n", "\r\n")],
    ["a byte order mark", "e.csv", `\ufeff${csv}`],
    ["no line break at the end", "f.csv", csv.trimEnd() + "NA"],
    ["gzip", "g.csv.gz", gzipSync(csv)],
    ["zstd", "h.csv.zst", zstdCompressSync(csv)],
    ["UTF-16", "i.csv", Buffer.from(`\ufeff${csv}`, "utf16le")],
    ["UTF-16 without a mark", "j.csv", Buffer.from(csv, "utf16le")],
  ])("with %s", async (_, name, content) => {
    const found = await read(folder.file(name, content))
    expect(found.names).toEqual(["name", "age"])
    expect(found.rows).toEqual(rows)
  })
  it("in Latin-1, wherever its first special letter stands", async () => {
    const long = "x,y\n" + "a,b\n".repeat(200_000) + "café,c\n"
    const { rows: found } = await read(folder.file("latin.csv", Buffer.from(long, "latin1")))
    expect(found.length).toBe(200_001)
    expect(found.at(-1)).toEqual(["café", "c"])
    expect((await read(folder.file("latin.csv.gz", gzipSync(Buffer.from("x,y\né,2\n", "latin1"))))).rows).toEqual([
      ["é", "2"],
    ])
  })
  it("keeps the text of numbers, and takes the usual words for missing values", async () => {
    const found = await read(folder.file("na.csv", 'a,b\n1.0,NA\n007,null\n1e3,"N/A"\nnan,#N/A\nx,n.a.\n'))
    expect(found.rows.map(([a]) => a)).toEqual(["1.0", "007", "1e3", null, "x"])
    expect(found.rows.map(([, b]) => b)).toEqual([null, null, null, null, "n.a."])
  })
  it("without a header", async () => {
    expect((await read(folder.file("no-header.csv", "1,2\n3,4\n"))).names).toEqual(["column0", "column1"])
  })
  it("with names of any kind", async () => {
    const names = ['say "hi"', "it's", "a b", "größe ✓", "select", "x.y", "_"]
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(",")
    const found = await read(folder.file("names.csv", `${header}\n1,2,3,4,5,6,7\n`))
    expect(found.names).toEqual(names)
    expect(found.rows).toEqual([["1", "2", "3", "4", "5", "6", "7"]])
  })
  it("with line breaks within values and with empty lines", async () => {
    expect((await read(folder.file("breaks.csv", 'a,b\n"x\ny",1\n\n"z",2\n\n'))).rows).toEqual([
      ["x\ny", "1"],
      ["z", "2"],
    ])
  })
})

describe("other formats", () => {
  it("JSON, JSON Lines and Parquet", async () => {
    const objects = [{ name: "Ada", age: 36, ok: true, at: "2020-01-02T03:04:05Z" }, { name: "Bob" }]
    const expected = [
      ["Ada", 36n, true, "2020-01-02T03:04:05Z"],
      ["Bob", null, null, null],
    ]
    const json = folder.file("o.json", JSON.stringify(objects))
    expect((await read(json)).rows).toEqual(expected)
    expect((await read(folder.file("o.jsonl", objects.map((o) => JSON.stringify(o)).join("\n")))).rows).toEqual(
      expected,
    )
    expect((await read(folder.file("o.json.gz", gzipSync(JSON.stringify(objects))))).rows).toEqual(expected)
    await engine.run(sql`copy (select * from read_json(${json})) to ${`${folder.path}/o.parquet`} (format parquet)`)
    const parquet = await read(`${folder.path}/o.parquet`)
    expect([...parquet.relation.columns.values()].map(({ kind }) => kind)).toEqual([
      "text",
      "integer",
      "boolean",
      "time",
    ])
  })
  it("the real penguins and flights", async () => {
    const penguins = await read(vegaFile("penguins.json"))
    expect(penguins.rows.length).toBe(344)
    expect(penguins.relation.columns.get("Body Mass (g)")?.kind).toBe("integer")
    const flights = await openSource(engine, vegaFile("flights-200k.arrow"))
    expect(await engine.query(sql`select count(*)::integer from ${flights.from}`)).toEqual([[200_000]])
  })
  it("Arrow files and tables", async () => {
    const table = tableFromArrays({ x: Float64Array.of(1.5, 2), n: Int32Array.of(3, 4), s: ["a", "b"] })
    const expected = [
      [1.5, 3n, "a"],
      [2, 4n, "b"],
    ]
    expect((await read(table)).rows).toEqual(expected)
    expect((await read(folder.file("t.arrow", tableToIPC(table, "file")))).rows).toEqual(expected)
    expect((await read(folder.file("t.feather", tableToIPC(table, "stream")))).rows).toEqual(expected)
  })
  it("rows and columns in memory, of any types", async () => {
    const date = new Date("2024-05-06T07:08:09Z")
    const found = await read([
      { "a b": 1, c: "x", d: true, e: date },
      { "a b": 2.5, c: 3 },
      { d: null, c: undefined },
    ])
    expect(found.names).toEqual(["a b", "c", "d", "e"])
    expect(found.rows).toEqual([
      [1, "x", true, date],
      [2.5, "3", null, null],
      [null, null, null, null],
    ])
    expect((await read({ x: Float32Array.of(1, NaN), y: ["a", null] })).rows).toEqual([
      [1n, "a"],
      [null, null],
    ])
    expect((await read({ x: [2n ** 70n] })).rows).toEqual([[String(2n ** 70n)]])
  })
})

describe("several files", () => {
  it("patterns and lists, in order, with columns in any order", async () => {
    mkdirSync(`${folder.path}/parts`)
    folder.file("parts/2.csv", "b;a\ny;2\n")
    folder.file("parts/1.csv", "a,b\n1,x\n")
    folder.file("parts/[3].csv", "a,b\n3,z\n")
    const all = [
      ["1", "x"],
      ["2", "y"],
      ["3", "z"],
    ]
    expect((await read(`${folder.path}/parts/*.csv`)).rows).toEqual(all)
    expect((await read([`${folder.path}/parts/1.csv`, `${folder.path}/parts/[3].csv`])).rows).toEqual([all[0], all[2]])
  })
  it("must have the same columns", async () => {
    const paths = [folder.file("p.csv", "a,b\n1,2\n"), folder.file("q.csv", "a,c\n1,2\n")]
    await expect(read(paths)).rejects.toMatchObject({
      code: "data/unreadable",
      message: expect.stringContaining('no "b"'),
    })
  })
  it("must have one format", async () => {
    const paths = [folder.file("r.csv", csv), folder.file("s.json", "[]")]
    await expect(read(paths)).rejects.toMatchObject({ code: "data/unreadable" })
  })
})

describe("what cannot be read", () => {
  const failing = (source: TableSource, options?: OpenOptions) => expect(read(source, options)).rejects
  it("no file", async () => {
    await failing(`${folder.path}/none.csv`).toMatchObject({ code: "data/not-found" })
    await failing(`${folder.path}/none-*.csv`).toMatchObject({ code: "data/not-found" })
    await failing(folder.path).toMatchObject({ code: "data/not-found", message: expect.stringContaining("folder") })
  })
  it("nothing from the network", async () => {
    for (const url of ["https://example.org/a.csv", "s3://bucket/a.parquet", "hf://x--y"]) {
      await failing(url).toMatchObject({ code: "data/not-found", message: expect.stringContaining("network") })
    }
  })
  it("an empty file, in every format", async () => {
    for (const name of ["z.csv", "z.tsv", "z.json", "z.jsonl"]) {
      await failing(folder.file(name, "")).toMatchObject({ code: "data/empty" })
    }
    await failing(folder.file("blank.csv", " \n\n")).toMatchObject({ code: "data/empty" })
    await failing([]).toMatchObject({ code: "data/empty" })
    await failing(folder.file("z.arrow", "")).toMatchObject({ code: "data/empty" })
    await failing(folder.file("z.parquet", "")).toMatchObject({ code: "data/unreadable" })
  })
  it("content of another format", async () => {
    await failing(folder.file("not.parquet", "hello")).toMatchObject({ code: "data/unreadable" })
    await failing(folder.file("not.json", "hello")).toMatchObject({ code: "data/unreadable" })
    await failing(folder.file("not.csv.gz", "hello")).toMatchObject({ code: "data/unreadable" })
    await failing(folder.file("numbers.json", "[1,2]")).toMatchObject({ code: "data/unreadable" })
  })
  it("a name that tells no format, unless it is said", async () => {
    const path = folder.file("data", csv)
    await failing(path).toMatchObject({ code: "data/unreadable", hint: expect.stringContaining("--data_format") })
    expect((await read(path, { dataFormat: "csv" })).rows).toEqual(rows)
    await failing(path, { dataFormat: "parqet" }).toMatchObject({ message: expect.stringContaining('"parquet"') })
  })
  it("ragged rows, with their line", async () => {
    const path = folder.file("ragged.csv", "a,b\n1,2\n3\n")
    await failing(path).toMatchObject({
      code: "data/unreadable",
      at: `${path}:3`,
      message: "Line 3 has 1 value, the header has 2.",
    })
    await failing(folder.file("long.csv", "a,b\n1,2\n3,4,5\n")).toMatchObject({
      message: "Line 3 has 3 values, the header has 2.",
    })
  })
  it("a quotation mark that is never closed", async () => {
    await failing(folder.file("quote.csv", 'a,b\n1,"x\n2,y\n')).toMatchObject({ code: "data/unreadable" })
  })
  it("rows that are no objects, columns of different lengths", async () => {
    await failing([1, 2] as never).toMatchObject({ code: "data/unreadable" })
    await failing({ a: [1], b: [1, 2] }).toMatchObject({ code: "data/unreadable" })
  })
})
