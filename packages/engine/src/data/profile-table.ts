// What is in a table: of each column its likely feature type, missing and distinct values, distribution; and the first rows.
import { DataError, joinSql, sql, type Sql } from "@fidelio/core"
import type { Cell, DataEngine } from "./data-engine.ts"
import { inferRelation, textOf, type InferredFeature } from "./infer-features.ts"
import { measureNumbers, type Histogram, type NumberColumn } from "./profile-numbers.ts"
import { cleanValue, type Relation, type RelationColumn } from "./relation.ts"
import { openSource, type TableSource } from "./sources.ts"

export interface ColumnProfile {
  readonly name: string
  /** As the database reads it. */
  readonly sqlType: string
  readonly type: InferredFeature["type"]
  /** Why it had better be left out of a model, if so. */
  readonly excluded?: string
  readonly missing: number
  readonly distinct: number
  readonly examples: readonly string[]
  // ── of numbers ──
  readonly min: number | null
  readonly max: number | null
  readonly mean: number | null
  readonly standardDeviation: number | null
  /** 5, 25, 50, 75 and 95 % of the values are below. */
  readonly quantiles: readonly number[] | null
  readonly histogram: Histogram | null
  /** The most frequent values, where they tell something. */
  readonly top: readonly { readonly value: string; readonly count: number }[] | null
}

export interface TableProfile {
  readonly rows: number
  readonly columns: readonly ColumnProfile[]
  readonly preview: { readonly columns: readonly string[]; readonly rows: readonly (readonly PreviewCell[])[] }
}

export type PreviewCell = string | number | boolean | null

export interface ProfileOptions {
  readonly dataFormat?: string | undefined
  readonly maxColumns?: number
  /** Rows times columns beyond which a table is refused: a small file can unpack to any number of them. */
  readonly maxCells?: number
  /** Columns that are looked into at once: the database has a block of memory for each, and plans longer for many. */
  readonly columnsAtOnce?: number
}

const previewRows = 50
const mostFrequent = 20
/** Bytes beyond which a text is kept only as its beginning and a fingerprint. */
const longText = 400
const shownText = 180
/** Bytes of data from which on a table is kept on disk. */
const workOnDiskFrom = 1 << 26

export async function profileTable(
  engine: DataEngine,
  source: TableSource,
  { dataFormat, maxColumns = 10_000, maxCells = 1e9, columnsAtOnce = 400 }: ProfileOptions = {},
): Promise<TableProfile> {
  const relation = await openSource(engine, source, { dataFormat })
  const columns = [...relation.columns.values()]
  if (columns.length > maxColumns) throw tooMany(`${columns.length} columns; ${maxColumns} are taken`)
  const maxRows = Math.floor(maxCells / Math.max(1, columns.length))
  const tooManyRows = tooMany(`more than ${maxRows} rows of ${columns.length} columns`)
  if ((await rowsWritten(engine, relation, dataFormat)) > maxRows) throw tooManyRows

  const parts: TableProfile[] = []
  for (const part of partsOf(columns, columnsAtOnce)) {
    const some = { ...relation, columns: new Map(part.map((column) => [column.name, column])) }
    parts.push(await profilePart(engine, some, { maxRows, tooManyRows }))
  }
  return joined(parts)
}

/** Parts of about one size. */
function partsOf(columns: readonly RelationColumn[], columnsAtOnce: number): readonly (readonly RelationColumn[])[] {
  const count = Math.max(1, Math.ceil(columns.length / columnsAtOnce))
  const size = Math.ceil(columns.length / count)
  return Array.from({ length: count }, (_, i) => columns.slice(i * size, (i + 1) * size))
}

/** The profile of a table from those of its columns. */
function joined(parts: readonly TableProfile[]): TableProfile {
  const [first] = parts
  return {
    rows: first!.rows, // there is one part at least
    columns: parts.flatMap(({ columns }) => columns),
    preview: {
      columns: parts.flatMap(({ preview }) => preview.columns),
      rows: first!.preview.rows.map((_, row) => parts.flatMap(({ preview }) => preview.rows[row] ?? [])),
    },
  }
}

interface PartLimits {
  readonly maxRows: number
  readonly tooManyRows: DataError
}

async function profilePart(
  engine: DataEngine,
  relation: Relation,
  { maxRows, tooManyRows }: PartLimits,
): Promise<TableProfile> {
  const columns = [...relation.columns.values()]
  const preview = await firstRows(engine, relation, columns)
  const { features } = await inferRelation(engine, relation)
  const types = await sqlTypes(engine, relation, columns)
  if (relation.bytes > workOnDiskFrom) await engine.workOnDisk()

  const read = await readAll(engine, relation, { columns, features, maxRows })
  if (read.rows > maxRows) throw tooManyRows
  if (read.rows === 0) throw new DataError("data/empty", `${relation.source} has a header but no rows`)
  const measured = await measureNumbers(engine, read.table, read.numbers, read.rows)

  const counts = await countValues(engine, read, columns.length)
  await engine.run(sql`drop table ${read.table}`)
  const profiles = features.map((feature, i): ColumnProfile => {
    const counted = counts[i]! // one a column
    const number = measured.get(i)
    const isNumber = feature.type === "number" && number !== undefined
    return {
      name: columns[i]!.name, // one a column
      sqlType: types[i]!,
      type: feature.type === "number" && number === undefined ? "category" : feature.type,
      ...(feature.excluded === undefined ? {} : { excluded: feature.excluded }),
      missing: counted.missing,
      distinct: counted.distinct,
      examples: feature.examples.map(shortened),
      ...(number ?? noNumber),
      top: isNumber && counted.distinct > mostFrequent ? null : counted.top,
    }
  })
  return { rows: read.rows, columns: profiles, preview }
}

/** As many rows as a Parquet file says that it has, which is far quicker than to read them; 0 for other files. */
async function rowsWritten(engine: DataEngine, { from, files = [] }: Relation, dataFormat?: string): Promise<number> {
  if (dataFormat !== "parquet" && !files.some((file) => /\.(parquet|pq)$/i.test(file))) return 0
  const [[rows] = []] = await engine.query(sql`select count(*)::double from ${from}`)
  return Number(rows)
}

const noNumber = { min: null, max: null, mean: null, standardDeviation: null, quantiles: null, histogram: null }

const tooMany = (what: string): DataError =>
  new DataError("data/unreadable", `The table has ${what}.`, { hint: "Leave out what no model needs." })

const place = (index: number): Sql => ({ text: String(index) })
const columnName = (index: number): Sql => ({ text: `c${index}` })

interface Reading {
  readonly columns: readonly RelationColumn[]
  readonly features: readonly InferredFeature[]
  readonly maxRows: number
}

interface ReadTable {
  readonly table: Sql
  readonly rows: number
  readonly numbers: readonly NumberColumn[]
}

/** All rows: numbers as numbers, all else as short texts. Columns that turn out to hold other texts too are read again. */
async function readAll(engine: DataEngine, relation: Relation, reading: Reading): Promise<ReadTable> {
  const { columns, features, maxRows } = reading
  const isNumber = (index: number): boolean => features[index]?.type === "number" || isNumeric(columns[index]!) // one a column
  const places = columns.map((_, i) => i).filter(isNumber)
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
  return { table, rows, numbers: places.map((index) => ({ place: index, name: columnName(index) })) }
}

const otherName = (index: number): Sql => ({ text: `o${index}` })

const isNumeric = ({ kind }: RelationColumn): boolean => kind === "integer" || kind === "float"

const shortText = (text: Sql): Sql =>
  sql`case when strlen(${text}) > ${longText} then left(${text}, ${shownText}) || md5(${text}) else ${text} end`

const shortened = (text: string): string => (text.length > shownText ? `${text.slice(0, shownText)}…` : text)

interface Counted {
  readonly missing: number
  readonly distinct: number
  readonly top: ColumnProfile["top"]
}

/** Of larger tables, columns with more different values than this are only estimated: counting them takes longer than all else. */
const exactly = { rows: 500_000, distinct: 50_000 }
const columnsPerQuery = 200

/** How many different values each column has, and the most frequent ones. */
async function countValues(engine: DataEngine, { table, rows }: ReadTable, columns: number): Promise<Counted[]> {
  const counted: Counted[] = []
  for (let start = 0; start < columns; start += columnsPerQuery) {
    const names = Array.from({ length: Math.min(columnsPerQuery, columns - start) }, (_, i) => columnName(start + i))
    const aggregates = names.map((name) => sql`count(${name})::double, approx_count_distinct(${name})::double`)
    const [found = []] = await engine.query(sql`select ${joinSql(aggregates)} from ${table}`)
    for (const [i, name] of names.entries()) {
      const [present, estimate] = [Number(found[2 * i]), Number(found[2 * i + 1])]
      const isEstimated = rows > exactly.rows && estimate > exactly.distinct
      const exact = isEstimated
        ? { distinct: Math.min(estimate, present), top: null }
        : await countExactly(engine, table, name)
      counted.push({ missing: rows - present, ...exact })
    }
  }
  return counted
}

async function countExactly(engine: DataEngine, table: Sql, name: Sql): Promise<Omit<Counted, "missing">> {
  const groups = sql`select ${name} as value, count(*) as n from ${table} where ${name} is not null group by value`
  const found = await engine.query(
    sql`select value::varchar, n::double, (count(*) over ())::double from (${groups}) order by n desc, value limit ${mostFrequent}`,
  )
  return {
    distinct: Number(found[0]?.[2] ?? 0),
    top: found.map(([value, count]) => ({ value: shownValue(value!), count: Number(count) })), // groups are of values
  }
}

/** Numbers as they are usually written: 3, not 3.0. */
const shownValue = (value: Cell): string =>
  shortened(/^-?\d+\.0$/.test(String(value)) ? String(value).slice(0, -2) : String(value))

async function sqlTypes(
  engine: DataEngine,
  relation: Relation,
  columns: readonly RelationColumn[],
): Promise<readonly string[]> {
  const selected = columns.map(({ expression }, i) => sql`${expression} as ${columnName(i)}`)
  const described = await engine.query(sql`describe select ${joinSql(selected)} from ${relation.from}`)
  return described.map(([, type]) => String(type).slice(0, 200))
}

async function firstRows(
  engine: DataEngine,
  relation: Relation,
  columns: readonly RelationColumn[],
): Promise<TableProfile["preview"]> {
  const selected = columns.map((column, i) => sql`${shownCell(column)} as ${columnName(i)}`)
  const rows = await engine.query(sql`select ${joinSql(selected)} from ${relation.from} limit ${previewRows}`)
  return {
    columns: columns.map(({ name }) => name),
    rows: rows.map((cells) => cells.map((cell) => previewCell(cell))),
  }
}

const shownCell = (column: RelationColumn): Sql => {
  const value = cleanValue(column)
  return isNumeric(column) || column.kind === "boolean" ? value : sql`left(${textOf(column)}, ${longText})`
}

function previewCell(cell: Cell): PreviewCell {
  if (typeof cell === "boolean" || cell === null) return cell
  if (typeof cell === "number") return Number.isFinite(cell) ? cell : String(cell)
  const number = Number(cell)
  if (typeof cell === "bigint") return Number.isSafeInteger(number) ? number : String(cell)
  return typeof cell === "string" ? cell : String(cell)
}
