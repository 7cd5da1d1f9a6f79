// Which feature type each column of a table is likely to be, from its names and values.
import { joinSql, sql, type Sql } from "@fidelio/core"
import type { AskedColumns } from "./asked-columns.ts"
import { ColumnsSideBySide } from "./columns-side-by-side.ts"
import type { DataEngine } from "./data-engine.ts"
import { writtenTime } from "./ingest.ts"
import { cleanValue, type Relation, type RelationColumn } from "./relation.ts"
import { openSource, type TableSource } from "./sources.ts"

export interface InferredFeature {
  readonly column: string
  readonly type: "binary" | "category" | "number"
  /** Why the column had better be left out, if so. */
  readonly excluded?: string
  readonly missing: number
  readonly distinct: number
  /** A few of its values. */
  readonly examples: readonly string[]
}

export interface InferredTable {
  readonly source: string
  readonly rows: number
  readonly features: readonly InferredFeature[]
}

/** What the rules look at. */
interface ColumnProfile {
  readonly column: RelationColumn
  readonly rows: number
  readonly present: number
  readonly distinct: number
  readonly numbers: number
  readonly whole: number
  readonly times: number
  readonly conventional: number
  readonly words: number
  readonly min: number | null
  readonly max: number | null
  readonly examples: readonly string[]
}

export async function inferFeatures(
  engine: DataEngine,
  source: TableSource,
  options: { readonly dataFormat?: string | undefined; readonly target?: string | undefined } = {},
): Promise<InferredTable> {
  const relation = await openSource(engine, source, {
    dataFormat: options.dataFormat,
    expected: options.target === undefined ? [] : [options.target],
  })
  return await inferRelation(engine, relation, options.target)
}

/** The same for a table that is open already. */
export async function inferRelation(engine: DataEngine, relation: Relation, target?: string): Promise<InferredTable> {
  const table = await copyText(engine, relation)
  const columns = [...relation.columns.values()]
  const texts = new ColumnsSideBySide(
    engine,
    table,
    columns.map((_, i) => textName(i)),
  )
  const features = await inferColumns(texts, columns, target)
  await engine.run(sql`drop table ${table}`)
  return { source: relation.source, ...features }
}

/** The same for columns whose texts are asked. */
export async function inferColumns(
  texts: AskedColumns,
  columns: readonly RelationColumn[],
  target?: string,
): Promise<Omit<InferredTable, "source">> {
  const profiles = await profile(texts, columns)
  const features = profiles.map((found) => infer(found, found.column.name === target, profiles.length))
  return { rows: profiles[0]?.rows ?? 0, features }
}

/** Rows that are looked at. */
const sampled = 100_000

async function copyText(engine: DataEngine, relation: Relation): Promise<Sql> {
  const table = engine.tableName("inferred")
  const selected = [...relation.columns.values()].map((column, i) => sql`${textOf(column)} as ${textName(i)}`)
  await engine.run(sql`create table ${table} as select ${joinSql(selected)} from ${relation.from} limit ${sampled}`)
  return table
}

const textName = (place: number): Sql => ({ text: `t${place}` })

/** A column's values as texts without blanks around them; NULL where there is nothing. */
export const textOf = (column: RelationColumn): Sql => {
  const value = cleanValue(column)
  return column.kind === "json" ? sql`nullif(trim(${value} ->> '$'), '')` : sql`nullif(trim((${value})::varchar), '')`
}

/** To read a time takes far longer than to see that a text is none. */
const mayBeTime = (text: Sql, number: Sql): Sql =>
  sql`${number} is null and strlen(${text}) between 6 and 60 and regexp_matches(${text}, '[0-9]') and regexp_matches(${text}, '[-/., ]')`

const conventionalWords = ["yes", "y", "true", "t", "1", "1.0", "no", "n", "false", "f", "0", "0.0"]

async function profile(texts: AskedColumns, columns: readonly RelationColumn[]): Promise<ColumnProfile[]> {
  const answers = await texts.ask(({ value: text, number, first }) => [
    sql`count(*)::double`,
    sql`count(${text})::double`,
    sql`count(distinct ${text})::double`,
    sql`count(${number})::double`,
    sql`count(*) filter (${number} = trunc(${number}) and isfinite(${number}))::double`,
    sql`count(*) filter (case when ${mayBeTime(text, number)} then ${writtenTime(text)} is not null else false end)::double`,
    sql`count(*) filter (lower(${text}) in (${joinSql(conventionalWords)}))::double`,
    sql`avg(len(string_split(${text}, ' ')))::double`,
    sql`min(${number})`,
    sql`max(${number})`,
    first,
    sql`min(${text})`,
    sql`max(${text})`,
  ])
  const bound = (cell: unknown): number | null => (cell === null || cell === undefined ? null : Number(cell))
  return answers.map((cells, i) => {
    const counts = cells.slice(0, 8).map(Number) as [number, number, number, number, number, number, number, number] // aggregates that are counts or means
    const [rows, present, distinct, numbers, whole, times, conventional, words] = counts
    return {
      column: columns[i]!, // one an answer
      rows,
      present,
      distinct,
      numbers,
      whole,
      times,
      conventional,
      words,
      min: bound(cells[8]),
      max: bound(cells[9]),
      examples: [...new Set(cells.slice(10).flatMap((cell) => (cell === null ? [] : [String(cell)])))],
    }
  })
}

function infer(found: ColumnProfile, isTarget: boolean, columns: number): InferredFeature {
  const type = typeOf(found, isTarget)
  const excluded = isTarget ? undefined : exclusion(found, type, columns)
  return {
    column: found.column.name,
    type,
    ...(excluded === undefined ? {} : { excluded }),
    missing: found.rows - found.present,
    distinct: found.distinct,
    examples: found.examples.slice(0, 3),
  }
}

function typeOf(
  { column, present, distinct, numbers, whole, conventional, min, max }: ColumnProfile,
  isTarget: boolean,
): InferredFeature["type"] {
  if (column.kind === "boolean" || (distinct === 2 && conventional === present)) return "binary"
  if (present === 0) return "category"
  if (numbers < present) return "category"
  const range = { distinct, min, max, isWhole: whole === present }
  if (isTarget && areClasses(range)) return "category"
  return distinct <= 2 ? "category" : "number"
}

/** Whole numbers up to so many distinct values may be codes of something. */
const fewCodes = 12

/** Whether a target of few whole numbers is a set of classes: they are counted from 0 or 1 without gaps, and few enough. */
export const areClasses = ({ distinct, min, max, isWhole }: NumberRange): boolean =>
  isWhole && max !== null && (min === 0 || min === 1) && max - min + 1 === distinct && distinct <= fewCodes

export interface NumberRange {
  readonly distinct: number
  readonly min: number | null
  readonly max: number | null
  readonly isWhole: boolean
}

const idName = /(^id$|[_\s-]id$|[a-z]I[dD]$|^uuid$|^guid$|^index$|^unnamed: \d+$|^column0$)/i

function exclusion(found: ColumnProfile, type: InferredFeature["type"], columns: number): string | undefined {
  const { column, rows, present, distinct, times, words, whole, min, max } = found
  if (column.kind === "nested") return "holds lists or objects"
  if (present === 0) return "no values"
  if (distinct === 1 && present === rows) return "only one value"
  if (rows < 20) return undefined
  const isUnique = distinct === present && present > rows * 0.9
  if (column.kind === "time" || times > present * 0.95) return "dates and times are not a feature type yet"
  const isSequence = whole === present && min !== null && max !== null && max - min + 1 === distinct
  if (isUnique && (isSequence || idName.test(column.name))) return "an identifier: a different value in every row"
  if (/^split$/i.test(column.name) && distinct <= 3) return "says the split"
  if (type !== "category" || columns < 3) return undefined
  if (isUnique) return words > 3 ? "free text" : "a different value in every row"
  if (distinct > present * 0.5) return words > 3 ? "free text" : "nearly a different value in every row"
  return words > 8 ? "free text" : undefined
}
