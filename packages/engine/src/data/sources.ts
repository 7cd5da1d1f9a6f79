// Where tables come from: files of any format, rows, columns or Arrow tables.
import { DataError } from "@fidelio/core"
import { isArrowTable, openArrowFiles, openArrowTables, type ArrowTable } from "./arrow.ts"
import { openCsv } from "./csv.ts"
import type { DataEngine } from "./data-engine.ts"
import { expandPath, formatOf } from "./files.ts"
import { openColumns, openRows, type ColumnValues } from "./in-memory.ts"
import { openJson } from "./json.ts"
import { openParquet } from "./parquet.ts"
import type { Relation } from "./relation.ts"

/** Rows as objects. */
export type Rows = readonly Readonly<Record<string, unknown>>[]
/** Columns by name. */
export type Columns = Readonly<Record<string, ArrayLike<unknown>>>

/** A table: a path or pattern, several paths, rows, columns, or an Arrow table. */
export type TableSource = string | readonly string[] | Rows | Columns | ArrowTable

/** The tables of a training: one that is split, or one for each split. */
export interface DatasetSources {
  readonly dataset?: TableSource | undefined
  readonly trainingSet?: TableSource | undefined
  readonly validationSet?: TableSource | undefined
  readonly testSet?: TableSource | undefined
  /** Overrides what files' names say. */
  readonly dataFormat?: string | undefined
}

export interface OpenOptions {
  readonly dataFormat?: string | undefined
  /** Columns that are wanted: they tell a header from data. */
  readonly expected?: readonly string[]
}

export async function openSource(
  engine: DataEngine,
  source: TableSource,
  options: OpenOptions = {},
): Promise<Relation> {
  if (typeof source === "string") return await openFiles(engine, [source], options)
  if (Array.isArray(source)) return await openList(engine, source as readonly unknown[], options) // narrowed there
  if (isArrowTable(source)) return await openArrowTables(engine, [source])
  const columns = Object.entries(source as Columns).map(([name, values]): [string, ColumnValues] => [
    name,
    { length: values.length, get: (row) => values[row] },
  ])
  return await openColumns(engine, new Map(columns))
}

async function openList(engine: DataEngine, list: readonly unknown[], options: OpenOptions): Promise<Relation> {
  if (list.length === 0) throw new DataError("data/empty", "the data hold no rows")
  if (list.every((item) => typeof item === "string")) return await openFiles(engine, list, options)
  const odd = list.findIndex((item) => typeof item !== "object" || item === null || Array.isArray(item))
  if (odd >= 0) {
    throw new DataError("data/unreadable", `row ${odd + 1} is no object`, {
      hint: "rows are objects with one key a column",
    })
  }
  return await openRows(engine, list as Rows) // checked above
}

async function openFiles(engine: DataEngine, paths: readonly string[], options: OpenOptions): Promise<Relation> {
  const files = (await Promise.all(paths.map((path) => expandPath(engine, path)))).flat()
  const formats = [...new Set(files.map((file) => formatOf(file, options.dataFormat)))]
  const [format, other] = formats
  if (format === undefined) throw new DataError("data/not-found", "no data file was named")
  if (other !== undefined) {
    throw new DataError("data/unreadable", `files of different formats cannot be read together: ${formats.join(", ")}`)
  }
  switch (format) {
    case "csv":
      return await openCsv(engine, files, { expected: options.expected ?? [] })
    case "tsv":
      return await openCsv(engine, files, { expected: options.expected ?? [], delimiter: "\t" })
    case "json":
    case "jsonl":
      return await openJson(engine, files, format === "jsonl")
    case "parquet":
      return await openParquet(engine, files)
    case "arrow":
      return await openArrowFiles(engine, files)
  }
}
