// Columns that say how much each row counts and which group it belongs to: read beside the features, checked and numbered.
import { DataError, groupColumn, identifier, joinSql, rowColumns, sql, weightColumn, type Sql } from "@fidelio/core"
import type { DatasetConfig } from "./dataset-config.ts"
import type { DataEngine } from "./data-engine.ts"
import type { EncodedFrom } from "./encode.ts"
import type { ParsedColumn, ParsedTable, PlannedFeature } from "./ingest.ts"
import { requireColumns } from "./relation.ts"

type Names = Pick<DatasetConfig["preprocessing"], "weight_column" | "group_column">

/** What is read for them. */
export const planRowColumns = (names: Names): readonly Pick<PlannedFeature, "key" | "column" | "parse">[] =>
  rowColumns(names).map(({ key }) =>
    key === weightColumn.key
      ? { key, column: names.weight_column!, parse: [{ type: "parse_number" }] } // it is named
      : { key, column: names.group_column!, parse: [{ type: "parse_text" }] },
  )

/** The names of the columns of the data. */
export const namesOfRowColumns = (names: Names): readonly string[] => planRowColumns(names).map(({ column }) => column)

/** Every row must have a weight from 0 up, and a group, where columns are named for them. */
export async function checkRowColumns(engine: DataEngine, parsed: ParsedTable): Promise<void> {
  const weight = parsed.columns.get(weightColumn.key)
  if (weight !== undefined)
    await refuse(engine, parsed, weight, {
      condition: sql`${weight.name} is null or ${weight.name} < 0`,
      message: (cell) => `the weight column "${weight.column}" holds ${cell}; expected a finite number from 0 up`,
      hint: "0 leaves a row out",
    })
  const group = parsed.columns.get(groupColumn.key)
  if (group !== undefined)
    await refuse(engine, parsed, group, {
      condition: sql`${group.name} is null`,
      message: (cell) => `the group column "${group.column}" holds ${cell}; every row belongs to a group`,
      hint: groupHint,
    })
}

/** The error for a new row without a group, counted from 0. */
export const noGroup = (column: string, row: number): DataError =>
  new DataError(
    "data/value",
    `the group column "${column}" holds nothing in row ${row + 1}; every row belongs to a group`,
    {
      at: column,
      hint: groupHint,
    },
  )

const groupHint = "rows that belong to no other need a group of their own"

interface Refusal {
  readonly condition: Sql
  readonly message: (cell: string) => string
  readonly hint: string
}

/** An error where a row meets the condition, with the first such cell as it was written. */
async function refuse(
  engine: DataEngine,
  { table, relations }: ParsedTable,
  { column }: ParsedColumn,
  { condition, message, hint }: Refusal,
): Promise<void> {
  const [found] = await engine.query(sql`select count(*)::double, min(rowid)::double from ${table} where ${condition}`)
  const [count, row] = found!.map(Number) as [number, number] // as asked
  if (count === 0) return
  const cells = relations.map(
    (relation) => sql`select ${requireColumns(relation, [column])[0]!.expression}::varchar as v from ${relation.from}`,
  )
  const [cell] = await engine.query(sql`select v from (${joinSql(cells, " union all ")}) limit 1 offset ${row}`)
  const written = String(cell?.[0] ?? "").slice(0, 60)
  const what = written.trim() === "" ? "nothing" : `"${written}"`
  const more = count === 1 ? "" : ` (and ${count - 1} more)`
  throw new DataError("data/value", message(`${what} in row ${row + 1}${more}`), { at: column, hint })
}

/** A group's number, from 0. */
export const groupNumber = identifier("group_number")

/** The groups of a table that is to be split. */
export interface TableGroups {
  readonly number: Sql
  /** The column that the numbers were made of, and its name in the data. */
  readonly value: Sql
  readonly column: string
}

export interface GroupedTable {
  readonly table: Sql
  readonly groups: TableGroups | undefined
}

/** Numbers the groups of a table whose rows were chosen before; the same table where there are none. */
export async function numberGroups(engine: DataEngine, table: Sql, parsed: ParsedTable): Promise<GroupedTable> {
  const column = parsed.columns.get(groupColumn.key)
  if (column === undefined) return { table, groups: undefined }
  const numbered = engine.tableName("grouped")
  const number = sql`(dense_rank() over (order by ${column.name}) - 1)::integer as ${groupNumber}`
  await engine.run(
    sql`create table ${numbered} as select * exclude (place) from (select *, rowid as place, ${number} from ${table}) order by place`,
  )
  await engine.run(sql`drop table ${table}`)
  return { table: numbered, groups: { number: groupNumber, value: column.name, column: column.column } }
}

/** Where the encoded columns come from. */
export const encodedRowColumns = (parsed: ParsedTable): readonly EncodedFrom[] => {
  const weight = parsed.columns.get(weightColumn.key)
  const hasGroups = parsed.columns.has(groupColumn.key)
  return [
    ...(weight === undefined
      ? []
      : [{ feature: { ...weightColumn, column: weight.column, steps: weight.steps }, column: weight.name }]),
    ...(hasGroups ? [{ feature: { ...groupColumn, column: "", steps: [] }, column: groupNumber }] : []),
  ]
}

/** Which rows are left out, and why. */
export interface Unusable {
  readonly condition: Sql
  readonly reason: string
}

/** Which rows count for nothing, where there are such rows. */
export async function weightless(engine: DataEngine, { table, columns }: ParsedTable): Promise<readonly Unusable[]> {
  const weight = columns.get(weightColumn.key)
  if (weight === undefined) return []
  const condition = sql`${weight.name} = 0`
  const found = await engine.query(sql`select 1 from ${table} where ${condition} limit 1`)
  return found.length === 0 ? [] : [{ condition, reason: `weight 0 (${weight.column})` }]
}

const splitNames = ["training", "validation", "test"] as const

/** An error where a group has rows in several splits. */
export async function checkGroups(
  engine: DataEngine,
  rows: Sql,
  { number, value, column }: TableGroups,
): Promise<void> {
  const [broken] = await engine.query(
    sql`select any_value(${value})::varchar, min(split)::integer, max(split)::integer, count(*) over ()::double from ${rows} group by ${number} having min(split) < max(split) order by ${number} limit 1`,
  )
  if (broken === undefined) return
  const [group, first, last, count] = broken
  const more = Number(count) === 1 ? "" : ` (and ${Number(count) - 1} more groups in several)`
  throw new DataError(
    "data/split",
    `the group "${String(group)}" of column "${column}" has rows in ${splitNames[Number(first) as 0 | 1]} and in ${splitNames[Number(last) as 1 | 2]}${more}`,
    {
      at: column,
      hint: "give all rows of a group the same split, or leave `preprocessing.split` out: a random split keeps groups whole",
    },
  )
}
