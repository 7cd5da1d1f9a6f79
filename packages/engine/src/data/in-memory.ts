// Rows and columns that are already in memory, and Arrow tables, copied into a table of the database.
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  TIMESTAMP,
  VARCHAR,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api"
import { DataError, identifier, joinSql, sql, trusted } from "@fidelio/core"
import type { DataEngine } from "./data-engine.ts"
import { kindOfType, relationOf, type Relation } from "./relation.ts"

/** Values of one column: an array, a typed array, or what an Arrow table holds. */
export interface ColumnValues {
  readonly length: number
  get(row: number): unknown
}

const rowsPerChunk = 2048

/** Objects with one key a column; a key that a row lacks is a missing value. */
export async function openRows(
  engine: DataEngine,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Relation> {
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) names.add(name)
  const columns = [...names].map((name): [string, ColumnValues] => [
    name,
    { length: rows.length, get: (row) => rows[row]![name] },
  ])
  return await openColumns(engine, new Map(columns), "in-memory rows")
}

export async function openColumns(
  engine: DataEngine,
  columns: ReadonlyMap<string, ColumnValues>,
  source = "in-memory columns",
): Promise<Relation> {
  const lengths = new Set([...columns.values()].map(({ length }) => length))
  if (lengths.size > 1) {
    throw new DataError("data/unreadable", `columns have different lengths: ${[...lengths].join(", ")}`)
  }
  const rows = [...lengths][0] ?? 0
  if (rows === 0) throw new DataError("data/empty", `${source} hold no rows`)
  const prepared = [...columns].map(([name, values], place) => ({ name, place, values, ...typeOf(values) }))
  const table = engine.tableName("memory")
  const definition = prepared.map(({ place, type }) => sql`${identifier(`m${place}`)} ${trusted(type.toString())}`)
  await engine.run(sql`create table ${table} (${joinSql(definition)})`)
  const appender = await engine.connection.createAppender(table.text.replaceAll('"', ""))
  for (let start = 0; start < rows; start += rowsPerChunk) {
    const size = Math.min(rowsPerChunk, rows - start)
    const chunk = DuckDBDataChunk.create(
      prepared.map(({ type }) => type),
      size,
    )
    for (const { place, values, convert } of prepared) {
      chunk.setColumnValues(
        place,
        Array.from({ length: size }, (_, i) => convert(values.get(start + i))),
      )
    }
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
  const relation = relationOf(
    table,
    prepared.map(({ name, type }) => ({ name, kind: kindOfType(type.toString()) })),
    { source, files: undefined },
  )
  // The table's own names are plain, whatever the columns' are.
  const named = prepared.map(
    ({ name, place }) => [name, { ...relation.columns.get(name)!, expression: identifier(`m${place}`) }] as const,
  )
  return { ...relation, columns: new Map(named) }
}

interface ColumnType {
  readonly type: DuckDBType
  readonly convert: (value: unknown) => DuckDBValue
}

const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))

/** The narrowest type that holds all values; where kinds are mixed, their text. */
function typeOf(values: ColumnValues): ColumnType {
  const kinds = new Set<string>()
  for (let row = 0; row < values.length; row++) {
    const value = values.get(row)
    if (!isMissing(value)) kinds.add(kindOfValue(value))
  }
  if (kinds.has("whole") && kinds.has("real")) kinds.delete("whole")
  const kind = kinds.size === 1 ? [...kinds][0]! : "text"
  return columnTypes[kind as keyof typeof columnTypes]
}

function kindOfValue(value: unknown): keyof typeof columnTypes {
  if (typeof value === "number") return Number.isSafeInteger(value) ? "whole" : "real"
  if (typeof value === "bigint") return value >= -(2n ** 63n) && value < 2n ** 63n ? "whole" : "text"
  if (typeof value === "boolean") return "boolean"
  return value instanceof Date ? "time" : "text"
}

const unlessMissing =
  (convert: (value: unknown) => DuckDBValue) =>
  (value: unknown): DuckDBValue =>
    isMissing(value) ? null : convert(value)

const columnTypes = {
  whole: { type: BIGINT, convert: unlessMissing((value) => BigInt(value as number | bigint)) }, // by its kind, as below
  real: { type: DOUBLE, convert: unlessMissing(Number) },
  boolean: { type: BOOLEAN, convert: unlessMissing((value) => value as boolean) },
  time: {
    type: TIMESTAMP,
    convert: unlessMissing((value) => new DuckDBTimestampValue(BigInt((value as Date).getTime()) * 1000n)),
  },
  text: { type: VARCHAR, convert: unlessMissing(textOf) },
} satisfies Record<string, ColumnType>

function textOf(value: unknown): string {
  if (typeof value === "string") return value
  if (typeof value === "boolean") return value ? "True" : "False"
  if (value instanceof Date) return value.toISOString()
  return typeof value === "object" ? JSON.stringify(value) : `${value as number | bigint}` // what is left of plain data
}
