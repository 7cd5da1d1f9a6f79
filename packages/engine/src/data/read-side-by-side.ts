// Reads a table of many rows to be looked into: numbers as numbers, all else as short texts, column beside column.
import { joinSql, sql, type Sql } from "@fidelio/core"
import { ColumnsSideBySide } from "./columns-side-by-side.ts"
import type { DataEngine } from "./data-engine.ts"
import { inferRelation, textOf, type InferredFeature } from "./infer-features.ts"
import { firstRows, sqlTypes } from "./preview.ts"
import { isNumeric, isOfNumbers, shortText, workWhereItFits, type ReadColumns } from "./read-columns.ts"
import type { Relation, RelationColumn } from "./relation.ts"

/** At most one row more than `maxRows` is read. */
export async function readSideBySide(engine: DataEngine, relation: Relation, maxRows: number): Promise<ReadColumns> {
  const columns = [...relation.columns.values()]
  const preview = await firstRows(engine, relation)
  const { features } = await inferRelation(engine, relation)
  const types = await sqlTypes(engine, relation)
  await workWhereItFits(engine, relation.bytes)
  const { table, rows, places } = await readAll(engine, relation, { columns, features, maxRows })
  const some = (places: readonly number[]): ReadColumns["numbers"] => ({
    places,
    asked: new ColumnsSideBySide(engine, table, places.map(columnName)),
  })
  const others = columns.flatMap((_, i) => (places.includes(i) ? [] : [i]))
  return { rows, columns, features, types, preview, table, numbers: some(places), others: some(others) }
}

const place = (index: number): Sql => ({ text: String(index) })
const columnName = (index: number): Sql => ({ text: `c${index}` })
const otherName = (index: number): Sql => ({ text: `o${index}` })

interface Reading {
  readonly columns: readonly RelationColumn[]
  readonly features: readonly InferredFeature[]
  readonly maxRows: number
}

interface ReadTable {
  readonly table: Sql
  readonly rows: number
  /** Those of the columns of numbers. */
  readonly places: readonly number[]
}

/** Columns that turn out to hold other texts than numbers too are read again. */
async function readAll(engine: DataEngine, relation: Relation, reading: Reading): Promise<ReadTable> {
  const { columns, features, maxRows } = reading
  const places = columns.flatMap((column, i) => (isOfNumbers(column, features[i]!) ? [i] : [])) // one a column
  const read = columns.map((column, i) => {
    const value = places.includes(i) ? sql`try_cast(${column.expression} as double)` : textOf(column)
    return sql`${value} as v${place(i)}, ${column.expression} as r${place(i)}`
  })
  const kept = columns.flatMap((column, i) => {
    const value = sql`v${place(i)}`
    if (!places.includes(i)) return [sql`${shortText(value)} as ${columnName(i)}`]
    const raw = { ...column, expression: sql`r${place(i)}` }
    const isOther = sql`case when ${value} is null then ${textOf(raw)} is not null else false end as ${otherName(i)}`
    return [sql`nullif(${value}, ${Number.NaN}) as ${columnName(i)}`, ...(isNumeric(column) ? [] : [isOther])]
  })
  const table = engine.tableName("profiled")
  // In two steps, so that nothing is computed twice.
  const rowsOf = sql`select ${joinSql(read)} from ${relation.from} limit ${maxRows + 1}`
  await engine.run(sql`create table ${table} as select ${joinSql(kept)} from (${rowsOf})`)
  const checked = places.filter((i) => !isNumeric(columns[i]!))
  const others = checked.map((i) => sql`count(*) filter (${otherName(i)})::double`)
  const [found = []] = await engine.query(sql`select ${joinSql([sql`count(*)::double`, ...others])} from ${table}`)
  const mixed = checked.filter((_, i) => Number(found[i + 1]) > 0)
  const rows = Number(found[0])
  if (mixed.length > 0 && rows <= maxRows) {
    const texts = features.map((feature, i) =>
      mixed.includes(i) ? { ...feature, type: "category" as const } : feature,
    )
    await engine.run(sql`drop table ${table}`)
    return await readAll(engine, relation, { ...reading, features: texts })
  }
  return { table, rows, places }
}
