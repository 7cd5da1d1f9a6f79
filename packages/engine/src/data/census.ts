// What was found in the parsed columns: how many values there are, and whether all of them could be read.
import { DataError, isQuickEnough, joinSql, sql, weightColumn, type Sql } from "@fidelio/core"
import type { DataEngine } from "./data-engine.ts"
import type { ParsedColumn, ParsedTable } from "./ingest.ts"
import { requireColumns, type Relation } from "./relation.ts"

/** How many rows there are, and what was found in each parsed column. */
export interface Census {
  readonly rows: number
  readonly present: ReadonlyMap<ParsedColumn, number>
  /** How many different values columns of numbers have; of very many rows, those in a sample. */
  readonly distinct: ReadonlyMap<ParsedColumn, number>
}

/** Up to so many rows and columns, different values are counted; in more columns estimated, in more rows counted in a sample. */
const exactBelow = { rows: 500_000, columns: 200 }
const columnsPerQuery = 400

/** What a quick look left open: undefined. A cell that cannot be read is an error, with every such column told. */
export async function takeCensus(engine: DataEngine, parsed: ParsedTable): Promise<Census | undefined> {
  const [[rows]] = (await engine.query(sql`select count(*)::double from ${parsed.table}`)) as [[number]] // an aggregate has one row
  if (rows === 0) throw new DataError("data/empty", `${parsed.relations[0]!.source} has a header but no rows`)
  const present = new Map<ParsedColumn, number>()
  const distinct = new Map<ParsedColumn, number>()
  const unreadable: ParsedColumn[] = []
  const isLarge = rows > exactBelow.rows
  const count = (name: Sql): Sql => {
    if (isLarge) return sql`0`
    return parsed.distinct.length <= exactBelow.columns
      ? sql`count(distinct ${name})`
      : sql`approx_count_distinct(${name})`
  }
  for (let start = 0; start < parsed.distinct.length; start += columnsPerQuery) {
    const columns = parsed.distinct.slice(start, start + columnsPerQuery)
    const aggregates = columns.map(({ name, kind }) =>
      kind === "float"
        ? sql`count(${name})::double, min(${name}), max(${name}), ${count(name)}::double`
        : sql`count(${name})::double, null, null, 0`,
    )
    const [found] = await engine.query(sql`select ${joinSql(aggregates)} from ${parsed.table}`)
    const inSample = isLarge ? await countInSample(engine, parsed, columns, rows) : undefined
    for (const [i, column] of columns.entries()) {
      const [values, min, max, different] = found!.slice(4 * i) as [number, number | null, number | null, number] // as asked
      if (parsed.quick && !isQuickEnough(min, max)) return undefined
      if (Number.isNaN(max)) unreadable.push(column)
      present.set(column, values)
      distinct.set(column, Math.min(inSample?.[i] ?? different, values))
    }
  }
  if (unreadable.length > 0) throw await unreadableCells(engine, parsed, unreadable)
  return { rows, present, distinct }
}

/** A share of very many rows is enough: how different their values are is a matter of a word to the user. */
async function countInSample(
  engine: DataEngine,
  { table }: ParsedTable,
  columns: readonly ParsedColumn[],
  rows: number,
): Promise<readonly number[]> {
  const share = Math.floor((exactBelow.rows / 2 / rows) * 2 ** 32)
  const counts = columns.map(({ name, kind }) => (kind === "float" ? sql`count(distinct ${name})::double` : sql`0`))
  const [found] = await engine.query(
    sql`select ${joinSql(counts)} from ${table} where ((rowid * 2654435761) & 4294967295) < ${share}`,
  )
  return found as readonly number[] // counts
}

async function unreadableCells(
  engine: DataEngine,
  parsed: ParsedTable,
  columns: readonly ParsedColumn[],
): Promise<DataError> {
  const column = columns[0]!
  const [[first, cells]] = (await engine.query(
    sql`select min(rowid)::double, count(*)::double from ${parsed.table} where isnan(${column.name})`,
  )) as [[number, number]] // an aggregate has one row
  const others = columns.slice(1, 6).map((other) => `"${other.column}"`)
  const more = others.length === 0 ? "" : `; cells of ${others.join(", ")} are none either`
  const isWeight = column === parsed.columns.get(weightColumn.key)
  return await unreadableCell(engine, parsed.relations, { column: column.column, row: first, cells, more, isWeight })
}

interface UnreadableCell {
  readonly column: string
  /** Counted from 0 over all relations. */
  readonly row: number
  readonly cells: number
  readonly more?: string
  readonly isWeight?: boolean
}

/** The error for a cell that holds no number, with what stands there. */
export async function unreadableCell(
  engine: DataEngine,
  relations: readonly Relation[],
  { column, row, cells, more = "", isWeight = false }: UnreadableCell,
): Promise<DataError> {
  const selects = relations.map(
    (relation) => sql`select ${requireColumns(relation, [column])[0]!.expression}::varchar as v from ${relation.from}`,
  )
  const rows = await engine.query(sql`select v from (${joinSql(selects, " union all ")}) limit 1 offset ${row}`)
  const value = String(rows[0]?.[0] ?? "").slice(0, 60)
  const count = cells === 1 ? "" : ` (and ${cells - 1} more)`
  return new DataError(
    "data/value",
    `column "${column}" holds "${value}" in row ${row + 1}${count}, which is no number${more}`,
    {
      at: column,
      hint: isWeight ? "correct the cells: weights are numbers" : "make it a category feature, or correct the cells",
    },
  )
}
