// Arrow and Feather files, read by the Arrow library, which is loaded only when it is needed.
import { readFile } from "node:fs/promises"
import { basename } from "node:path"
import { gunzipSync, zstdDecompressSync } from "node:zlib"
import { DataError } from "@fidelio/core"
import type { DataEngine } from "./data-engine.ts"
import { openColumns, type ColumnValues } from "./in-memory.ts"
import type { Relation } from "./relation.ts"

/** As much of an Arrow table as is used here. */
export interface ArrowTable {
  readonly numRows: number
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: { toString(): string } }[] }
  getChildAt(index: number): { get(row: number): unknown } | null
}

export const isArrowTable = (value: object): value is ArrowTable =>
  "schema" in value && "numRows" in value && "getChildAt" in value

export async function openArrowFiles(engine: DataEngine, paths: readonly string[]): Promise<Relation> {
  const { tableFromIPC } = await import("apache-arrow")
  const tables: ArrowTable[] = []
  for (const path of paths) {
    try {
      tables.push(tableFromIPC(unpacked(path, await readFile(path))))
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new DataError("data/unreadable", `${basename(path)} cannot be read as Arrow: ${reason}`, {
        at: path,
        hint: /compress/i.test(reason)
          ? "write it without compression, or as Parquet"
          : "is it an Arrow IPC or Feather file?",
        cause,
      })
    }
  }
  const source = paths.length === 1 ? basename(paths[0]!) : `${basename(paths[0]!)} and ${paths.length - 1} more`
  const relation = await openArrowTables(engine, tables, source)
  return { ...relation, files: paths }
}

function unpacked(path: string, bytes: Uint8Array): Uint8Array {
  if (/\.gz$/i.test(path)) return gunzipSync(bytes)
  return /\.zst$/i.test(path) ? zstdDecompressSync(bytes) : bytes
}

export async function openArrowTables(
  engine: DataEngine,
  tables: readonly ArrowTable[],
  source = "an Arrow table",
): Promise<Relation> {
  const columns = new Map<string, ColumnValues>()
  const first = tables[0]!
  for (const { name, type } of first.schema.fields) {
    if (columns.has(name)) {
      throw new DataError("data/duplicate-column", `${source} has more than one column "${name}"`, { at: name })
    }
    columns.set(name, chained(tables, name, /^(Timestamp|Date)/i.test(type.toString())))
  }
  return await openColumns(engine, columns, source)
}

/** One column of several tables, one after the other. */
function chained(tables: readonly ArrowTable[], name: string, isTime: boolean): ColumnValues {
  const parts = tables.map((table) => {
    const index = table.schema.fields.findIndex((field) => field.name === name)
    return { length: table.numRows, column: index < 0 ? null : table.getChildAt(index) }
  })
  const convert = (value: unknown): unknown => (isTime && typeof value === "number" ? new Date(value) : value)
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  return {
    length,
    get(row) {
      let at = row
      for (const part of parts) {
        if (at < part.length) return convert(part.column?.get(at))
        at -= part.length
      }
      return undefined
    },
  }
}
