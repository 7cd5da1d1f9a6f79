// Writes columns that come batch by batch to a file: whole or not at all.
import { randomUUID } from "node:crypto"
import { mkdir, rename, rm } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import {
  BOOLEAN,
  DuckDBDataChunk,
  FLOAT,
  LIST,
  listValue,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api"
import { FidelioError, identifier, joinSql, sql, trusted, type PredictionColumn, type Sql } from "@fidelio/core"
import { writeError } from "../artifact/atomic.ts"
import type { DataEngine } from "./data-engine.ts"

export const tableFormats = ["csv", "parquet", "json"] as const
export type TableFormat = (typeof tableFormats)[number]

export type ColumnInfo = Pick<PredictionColumn, "name" | "type">
/** The values of one batch of a column. */
export type ColumnBatch = ReturnType<PredictionColumn["values"]>

const rowsPerChunk = 2048

const types: Readonly<Record<ColumnInfo["type"], DuckDBType>> = {
  float: FLOAT,
  string: VARCHAR,
  boolean: BOOLEAN,
  float_list: LIST(FLOAT),
}

const copyOptions: Readonly<Record<TableFormat, Sql>> = {
  csv: sql`format csv, header true`,
  parquet: sql`format parquet`,
  json: sql`format json, array true`,
}

export interface TableFile {
  readonly path: string
  readonly format: TableFormat
}

/** Each batch holds one array a column, in the columns' order. */
export async function writeTable(
  engine: DataEngine,
  columns: readonly ColumnInfo[],
  batches: AsyncIterable<readonly ColumnBatch[]>,
  { path, format }: TableFile,
): Promise<{ readonly rows: number }> {
  const table = engine.tableName("written")
  const definition = columns.map(({ type }, i) => sql`${columnName(i)} ${trusted(types[type].toString())}`)
  await engine.run(sql`create table ${table} (${joinSql(definition)})`)
  try {
    const rows = await append(engine, table, columns, batches)
    const named = columns.map(({ name }, i) => sql`${columnName(i)} as ${identifier(name)}`)
    await copyTo(engine, sql`select ${joinSql(named)} from ${table}`, { path, format })
    return { rows }
  } finally {
    await engine.run(sql`drop table ${table}`)
  }
}

const columnName = (place: number): Sql => identifier(`w${place}`)

async function append(
  engine: DataEngine,
  table: Sql,
  columns: readonly ColumnInfo[],
  batches: AsyncIterable<readonly ColumnBatch[]>,
): Promise<number> {
  const appender = await engine.connection.createAppender(table.text.replaceAll('"', ""))
  let rows = 0
  for await (const batch of batches) {
    const size = batch[0]?.length ?? 0
    for (let start = 0; start < size; start += rowsPerChunk) {
      const length = Math.min(rowsPerChunk, size - start)
      const chunk = DuckDBDataChunk.create(
        columns.map(({ type }) => types[type]),
        length,
      )
      for (const [i, values] of batch.entries()) {
        chunk.setColumnValues(
          i,
          Array.from({ length }, (_, row) => valueOf(values[start + row])),
        )
      }
      appender.appendDataChunk(chunk)
    }
    rows += size
  }
  appender.closeSync()
  return rows
}

function valueOf(value: ColumnBatch[number] | undefined): DuckDBValue {
  if (value === undefined) return null
  return typeof value === "object" ? listValue(value as readonly number[]) : value
}

/** Beside the file, then renamed. */
async function copyTo(engine: DataEngine, query: Sql, { path, format }: TableFile): Promise<void> {
  const target = resolve(path)
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID().slice(0, 8)}.tmp`)
  try {
    await mkdir(dirname(target), { recursive: true })
    await engine.connection.run(sql`copy (${query}) to ${temporary} (${copyOptions[format]})`.text)
    await rename(temporary, target)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined) // the first failure is told
    throw outputError(target, cause)
  }
}

/** The database tells the system's reason in words. */
const systemCodes: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/i, "ENOSPC"],
  [/quota exceeded/i, "EDQUOT"],
  [/Read-only file system/i, "EROFS"],
  [/Permission denied/i, "EACCES"],
  [/File too large/i, "EFBIG"],
]

function outputError(path: string, cause: unknown): FidelioError {
  const message = cause instanceof Error ? cause.message : String(cause)
  const code = systemCodes.find(([pattern]) => pattern.test(message))?.[1]
  return writeError(path, code === undefined ? cause : Object.assign(new Error(message), { code }))
}
