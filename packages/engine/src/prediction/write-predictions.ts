// Predictions as a file: CSV, JSON and JSON Lines as they come, Parquet through the database. The file appears when it is whole.
import { randomUUID } from "node:crypto"
import { open, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { BOOLEAN, DuckDBDataChunk, FLOAT, LIST, listValue, VARCHAR, type DuckDBType } from "@duckdb/node-api"
import { identifier, joinSql, sql, trusted, type PredictionColumn } from "@fidelio/core"
import { ensureDirectory, putInPlace, writeError } from "../artifact/atomic.ts"
import { DataEngine } from "../data/data-engine.ts"
import type { PredictionBatch } from "./predict.ts"
import { batchSize, type PredictionValue } from "./prediction-table.ts"
import { shortFloat } from "./short-float.ts"

export const predictionFormats = ["csv", "parquet", "json", "jsonl"] as const
export type PredictionFormat = (typeof predictionFormats)[number]

type Columns = readonly Pick<PredictionColumn, "name" | "type">[]
type Batches = AsyncIterable<PredictionBatch>

export interface PredictionFile {
  readonly path: string
  readonly format: PredictionFormat
}

/** Writes the file, replacing one that is there; returns the number of rows. */
export async function writePredictions(file: PredictionFile, columns: Columns, batches: Batches): Promise<number> {
  const { path, format } = file
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`)
  await ensureDirectory(dirname(path))
  try {
    const rows =
      format === "parquet"
        ? await writeParquet(temporary, columns, batches)
        : await writeText(temporary, { format, names: columns.map(({ name }) => name) }, batches)
    putInPlace(temporary, path)
    return rows
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined) // the first failure is told
    throw isSystemError(cause) ? writeError(path, cause) : cause
  }
}

/** A failure of the file system, not of what is read or predicted meanwhile. */
const isSystemError = (cause: unknown): boolean => cause instanceof Error && "syscall" in cause

// ── text ────────────────────────────────────────────────────────────────────────────────────────

interface TextFormat {
  readonly before: string
  readonly between: string
  readonly after: string
  row(values: readonly PredictionValue[]): string
}

const jsonValue = (value: PredictionValue): string => {
  if (typeof value === "number") return Number.isFinite(value) ? String(shortFloat(value)) : "null"
  return typeof value === "object" ? `[${value.map(jsonValue).join(",")}]` : JSON.stringify(value)
}

function csvValue(value: PredictionValue): string {
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(shortFloat(value))
  const text = typeof value === "object" ? jsonValue(value) : String(value)
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const jsonRow = (names: readonly string[]): ((values: readonly PredictionValue[]) => string) => {
  const keys = names.map((name) => JSON.stringify(name))
  return (values) => `{${values.map((value, i) => `${keys[i]}:${jsonValue(value)}`).join(",")}}`
}

const textFormats = {
  csv: (names) => ({
    before: `${names.map(csvValue).join(",")}\n`,
    between: "",
    after: "",
    row: (values) => `${values.map(csvValue).join(",")}\n`,
  }),
  json: (names) => ({ before: "[\n", between: ",\n", after: "\n]\n", row: jsonRow(names) }),
  jsonl: (names) => ({ before: "", between: "\n", after: "\n", row: jsonRow(names) }),
} as const satisfies Record<Exclude<PredictionFormat, "parquet">, (names: readonly string[]) => TextFormat>

interface TextFile {
  readonly format: keyof typeof textFormats
  readonly names: readonly string[]
}

async function writeText(path: string, { format: name, names }: TextFile, batches: Batches): Promise<number> {
  const format = textFormats[name](names)
  const file = await open(path, "wx")
  try {
    let rows = 0
    await file.write(format.before)
    for await (const batch of batches) {
      const values = names.map((column) => batch[column]!)
      const lines = Array.from({ length: batchSize(batch) }, (_, row) =>
        format.row(values.map((column) => column[row]!)),
      )
      if (lines.length === 0) continue
      await file.write((rows === 0 ? "" : format.between) + lines.join(format.between))
      rows += lines.length
    }
    await file.write(format.after)
    return rows
  } finally {
    await file.close()
  }
}

// ── Parquet ─────────────────────────────────────────────────────────────────────────────────────

const types = {
  float: FLOAT,
  string: VARCHAR,
  boolean: BOOLEAN,
  float_list: LIST(FLOAT),
} as const satisfies Record<PredictionColumn["type"], DuckDBType>

/** Rows a chunk of the database. */
const chunkRows = 2048

async function writeParquet(path: string, columns: Columns, batches: Batches): Promise<number> {
  await using engine = await DataEngine.open()
  const table = engine.tableName("predictions")
  const definition = columns.map(({ type }, i) => sql`${identifier(`c${i}`)} ${trusted(types[type].toString())}`)
  await engine.run(sql`create table ${table} (${joinSql(definition)})`)
  const appender = await engine.connection.createAppender(table.text.replaceAll('"', ""))
  let rows = 0
  for await (const batch of batches) {
    const size = batchSize(batch)
    for (let start = 0; start < size; start += chunkRows) {
      const end = Math.min(start + chunkRows, size)
      const chunk = DuckDBDataChunk.create(
        columns.map(({ type }) => types[type]),
        end - start,
      )
      for (const [i, { name }] of columns.entries()) {
        const values = Array.from(batch[name]!.slice(start, end) as readonly PredictionValue[])
        chunk.setColumnValues(
          i,
          values.map((value) => (typeof value === "object" ? listValue([...value]) : value)),
        )
      }
      appender.appendDataChunk(chunk)
    }
    rows += size
  }
  appender.closeSync()
  const named = columns.map(({ name }, i) => sql`${identifier(`c${i}`)} as ${identifier(name)}`)
  await engine.run(sql`copy (select ${joinSql(named)} from ${table}) to ${path} (format parquet)`)
  return rows
}
