// The first rows of a table, as they are shown.
import { joinSql, sql, type Sql } from "@fidelio/core"
import type { Cell, DataEngine } from "./data-engine.ts"
import { textOf } from "./infer-features.ts"
import { cleanValue, type Relation, type RelationColumn } from "./relation.ts"

type PreviewCell = string | number | boolean | null
export type PreviewRow = readonly PreviewCell[]

export const previewRows = 50
/** Letters of a text that are shown. */
const mostLetters = 400

export async function firstRows(engine: DataEngine, relation: Relation): Promise<readonly PreviewRow[]> {
  const columns = [...relation.columns.values()]
  const selected = columns.map((column, i) => sql`${shownCell(column)} as ${{ text: `p${i}` }}`)
  const rows = await engine.query(sql`select ${joinSql(selected)} from ${relation.from} limit ${previewRows}`)
  return rows.map((cells) => cells.map(previewCell))
}

const shownCell = (column: RelationColumn): Sql => {
  const isShownAsItIs = ["integer", "float", "boolean"].includes(column.kind)
  return isShownAsItIs ? cleanValue(column) : shownText(textOf(column))
}

export const shownText = (text: Sql): Sql => sql`left(${text}, ${mostLetters})`

function previewCell(cell: Cell): PreviewCell {
  if (typeof cell === "boolean" || cell === null) return cell
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : String(cell)
  const number = Number(cell)
  if (typeof cell === "bigint") return Number.isSafeInteger(number) ? number : String(cell)
  return typeof cell === "string" ? cell : String(cell)
}

/** The columns' types, as the database calls them. */
export async function sqlTypes(engine: DataEngine, relation: Relation): Promise<readonly string[]> {
  const selected = [...relation.columns.values()].map(({ expression }, i) => sql`${expression} as ${{ text: `p${i}` }}`)
  const described = await engine.query(sql`describe select ${joinSql(selected)} from ${relation.from}`)
  return described.map(([, type]) => String(type).slice(0, 200))
}
