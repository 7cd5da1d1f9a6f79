// The texts of a large table's columns, where they are few: places in a list of them are smaller than texts, and quicker to go through.
import { applySql, joinSql, sql, type Sql } from "@fidelio/core"
import type { DataEngine } from "./data-engine.ts"
import type { EncodedFrom } from "./encode.ts"
import { needsOrder, textOf, valueSteps } from "./encode.ts"
import { cleanValue, type Relation } from "./relation.ts"
import type { Dictionary, WantedColumn } from "./wanted-column.ts"

/** The columns of one relation that are wanted, by their place. */
export interface Wanted {
  readonly relation: Relation
  readonly columns: readonly WantedColumn[]
}

/** In the first rows as many texts may be different, for one in ten: a column of names or of prose is no list. */
const sample = { rows: 20_000, texts: 2_000 }
/** So many texts have a place of two bytes. */
const mostTexts = 60_000
/** `grouping_id` has a bit for each. */
const mostColumns = 50

/** The dictionaries of columns that have one, by their place. Reads the tables once more, which takes less time than it saves. */
export async function findDictionaries(
  engine: DataEngine,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<number, Dictionary>> {
  if (wanted.some(({ relation }) => !relation.isQuickToRead)) return new Map()
  const first = wanted[0]!.columns
  const texts = [...first.keys()].filter((place) => isText(first[place]!))
  if (texts.length === 0 || texts.length > mostColumns) return new Map()
  const places = await repeating(engine, wanted[0]!, texts)
  return places.length === 0 ? new Map() : await collect(engine, wanted, places)
}

const isText = ({ steps }: WantedColumn): boolean => steps[0]?.type === "parse_text"

const cell = (place: number): Sql => ({ text: `r${place}` })

/** Cells as they stand. */
function cells({ relation, columns }: Wanted, places: readonly number[]): Sql {
  const expressions = places.map((place) => sql`(${columns[place]!.column.expression})::varchar as ${cell(place)}`)
  return sql`select ${joinSql(expressions)} from ${relation.from}`
}

async function repeating(engine: DataEngine, wanted: Wanted, places: readonly number[]): Promise<readonly number[]> {
  const counts = places.map((place) => sql`count(distinct ${cell(place)})::integer`)
  const [found] = await engine.query(
    sql`select ${joinSql(counts)} from (${cells(wanted, places)} limit ${sample.rows})`,
  )
  return places.filter((_, i) => Number(found![i]) <= sample.texts)
}

async function collect(
  engine: DataEngine,
  wanted: readonly Wanted[],
  places: readonly number[],
): Promise<ReadonlyMap<number, Dictionary>> {
  const all = joinSql(
    wanted.map((one) => cells(one, places)),
    " union all ",
  )
  const names = joinSql(places.map(cell))
  const sets = joinSql(places.map((place) => sql`(${cell(place)})`))
  const found = engine.tableName("texts")
  // The bits of the columns that are not grouped by are set, the first column's the highest.
  const bits = 2n ** BigInt(places.length) - 1n
  const parsed = places.map((place, i) => {
    const bit = bits - 2n ** BigInt(places.length - 1 - i)
    return sql`when ${bit} then struct_pack(place := ${place}, value := ${parsedText(wanted[0]!.columns[place]!)})`
  })
  await engine.run(
    sql`create table ${found} as select raw, unnest(case id ${joinSql(parsed, " ")} end) from (select grouping_id(${names}) as id, coalesce(${names}) as raw from (${all}) group by grouping sets (${sets}))`,
  )
  const counts = await engine.query(
    sql`select place, count(distinct value)::integer, bool_and(value is not distinct from raw) from ${found} group by place`,
  )
  const dictionaries = new Map<number, Dictionary>()
  for (const [place, count, isRaw] of counts) {
    if (Number(count) === 0 || Number(count) > mostTexts) continue
    const type = engine.tableName("text")
    await engine.run(
      sql`create type ${type} as enum (select distinct value from ${found} where place = ${Number(place)} and value is not null order by value)`,
    )
    dictionaries.set(Number(place), { type, isRaw: isRaw === true })
  }
  await engine.run(sql`drop table ${found}`)
  return dictionaries
}

/** The parsed text of a cell called `raw`. */
function parsedText({ column, steps }: WantedColumn): Sql {
  const expression = cleanValue({ ...column, expression: sql`raw` })
  return applySql(steps, { expression, kind: "text" }, { rowOrder: sql`null` }).expression
}

/** Encodes every text of the dictionaries once; what is left to do for the rows is to look up their places. */
export async function encodeDictionaries(
  engine: DataEngine,
  features: readonly EncodedFrom[],
): Promise<readonly EncodedFrom[]> {
  const encoded: EncodedFrom[] = []
  for (const from of features) encoded.push(await encodeDictionary(engine, from))
  return encoded
}

async function encodeDictionary(engine: DataEngine, from: EncodedFrom): Promise<EncodedFrom> {
  const { feature, column, dictionary } = from
  const steps = valueSteps(feature.steps)
  if (dictionary === undefined || needsOrder(steps)) return from
  const encoded = applySql(steps, { expression: textOf(from), kind: "text" }, { rowOrder: sql`null` }).expression
  const texts = sql`select (unnest(enum_range(null::${dictionary})))::${dictionary} as ${column} union all select null`
  const rows = await engine.query(
    sql`select enum_code(${column}) as code, (${encoded})::double from (${texts}) order by code nulls last`,
  )
  const encodings = Float64Array.from(rows, ([, encoding]) => Number(encoding))
  return {
    ...from,
    places: { expression: sql`coalesce(enum_code(${column})::integer, ${rows.length - 1})`, encodings },
  }
}
