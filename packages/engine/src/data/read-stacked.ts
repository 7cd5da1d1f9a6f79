// Reads a table of few rows to be looked into: all its cells in one column of texts and one of numbers.
import { sql, type Sql } from "@fidelio/core"
import type { DataEngine } from "./data-engine.ts"
import { inferColumns } from "./infer-features.ts"
import { firstRows, previewRows, shownText, sqlTypes, type PreviewRow } from "./preview.ts"
import { isOfNumbers, shortText, workWhereItFits, type ReadColumns, type SomeColumns } from "./read-columns.ts"
import type { Relation } from "./relation.ts"
import { stackColumns, StackedColumns } from "./stacked-columns.ts"

export async function readStacked(engine: DataEngine, relation: Relation): Promise<ReadColumns> {
  await workWhereItFits(engine, relation.bytes)
  const columns = [...relation.columns.values()]
  const table = await stackColumns(engine, relation)
  const all = columns.map((_, place) => place)
  const cells = sql`select place, text, number, rowid as row from ${table}`
  const column = { value: sql`value`, number: sql`number` }
  const texts = new StackedColumns(engine, {
    rows: cells,
    places: all,
    column: { value: sql`text`, number: sql`number` },
  })
  const { rows, features } = await inferColumns(texts, columns)
  const some = (areNumbers: boolean, value: Sql): SomeColumns => {
    const places = all.filter((place) => isOfNumbers(columns[place]!, features[place]!) === areNumbers) // one a column
    const rows = sql`select place, ${value} as value, number, row from (${cells})`
    return { places, asked: new StackedColumns(engine, { rows, places, column }) }
  }
  const numbers = some(true, sql`nullif(number, ${Number.NaN})`)
  const others = some(false, shortText(sql`text`))
  const types = await sqlTypes(engine, relation)
  const preview =
    columns[0]?.clean === undefined ? await firstRows(engine, relation) : await stackedRows(engine, table, all.length)
  return { rows, columns, features, types, preview, table, numbers, others }
}

/** The first rows, of texts, whose cleaning need not be planned for each column. */
async function stackedRows(engine: DataEngine, table: Sql, width: number): Promise<readonly PreviewRow[]> {
  const cells = await engine.query(
    sql`select ${shownText(sql`text`)} from ${table} where rowid < ${previewRows * width} order by rowid`,
  )
  const texts = cells.map(([text]) => text as string | null) // as asked
  return Array.from({ length: texts.length / width }, (_, row) => texts.slice(row * width, (row + 1) * width))
}
