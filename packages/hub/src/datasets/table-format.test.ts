import { readFileSync } from "node:fs"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { gzipSync, zstdCompressSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { vegaFile } from "../../../../test/support/tables.ts"
import { openTable, type TableNames } from "./table-format.ts"

const opened = async (content: Buffer, names: TableNames = {}, part = 1000) => {
  const parts = Array.from({ length: Math.ceil(content.length / part) }, (_, i) =>
    content.subarray(i * part, (i + 1) * part),
  )
  const { content: stream, format } = await openTable(Readable.from(parts), names)
  return { format, content: await buffer(stream) }
}

describe("openTable", () => {
  it("tells the format by what is said, then the name, then the bytes", async () => {
    const csv = Buffer.from("a,b\n1,2\n")
    expect(await opened(csv, { format: "tsv", file: "x.json" })).toMatchObject({ format: "tsv", content: csv })
    expect(await opened(csv, { file: "x.NDJSON.gz" })).toMatchObject({ format: "jsonl" })
    expect(await opened(csv, { file: "a.b/x.constructor" })).toMatchObject({ format: "csv" })
    expect(await opened(csv, { file: "x" }, 3)).toEqual({ format: "csv", content: csv })
    expect(await opened(Buffer.from("a\tb\n1\t2\n"))).toMatchObject({ format: "tsv" })
    expect(await opened(Buffer.from('  [{"a":1}]'))).toMatchObject({ format: "json" })
    expect(await opened(Buffer.from('{"a":1}\n{"a":2}\n'))).toMatchObject({ format: "jsonl" })
    expect(await opened(Buffer.from("PAR1…"))).toMatchObject({ format: "parquet" })
    expect(await opened(Buffer.from("ARROW1…"))).toMatchObject({ format: "arrow" })
    expect(await opened(Buffer.alloc(0))).toEqual({ format: "csv", content: Buffer.alloc(0) })
  })

  it("unpacks what is packed, whatever it is called", async () => {
    const content = readFileSync(vegaFile("movies.json"))
    for (const packed of [gzipSync(content), zstdCompressSync(content)]) {
      expect(await opened(packed, { file: "movies" }, 65_536)).toEqual({ format: "json", content })
      const damaged = packed.with(packed.length >> 1, packed[packed.length >> 1]! ^ 255)
      for (const broken of [Buffer.from(damaged), packed.subarray(0, packed.length - 100)])
        await expect(opened(broken)).rejects.toMatchObject({ code: "data/unreadable" })
    }
  })

  it("says that archives and workbooks are none", async () => {
    await expect(opened(Buffer.from("PK\u0003\u0004rest"))).rejects.toThrow("ZIP archive or an Excel workbook")
  })
})
