// What is in a table: of each column its likely feature type, missing and distinct values, distribution; and the first rows.
import { DataError, sql } from "@fidelio/core"
import type { AskedColumns, CountedValues } from "./asked-columns.ts"
import type { Cell, DataEngine } from "./data-engine.ts"
import type { InferredFeature } from "./infer-features.ts"
import type { PreviewRow } from "./preview.ts"
import { measureNumbers, type Histogram } from "./profile-numbers.ts"
import { longest, type ReadColumns } from "./read-columns.ts"
import { readSideBySide } from "./read-side-by-side.ts"
import { readStacked } from "./read-stacked.ts"
import type { Relation, RelationColumn } from "./relation.ts"
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
  readonly preview: { readonly columns: readonly string[]; readonly rows: readonly PreviewRow[] }
}

export interface ProfileOptions {
  readonly dataFormat?: string | undefined
  readonly maxColumns?: number
  /** Rows times columns beyond which a table is refused: a small file can unpack to any number of them. */
  readonly maxCells?: number
  /** Columns that are looked into at once: side by side the database has a block of memory for each, and it plans longer for many. */
  readonly columnsAtOnce?: number
  /** Columns of at most so many rows are stacked. */
  readonly stackedRows?: number
}

const mostFrequent = 20
/** Where it is not said: columns that are looked into at once. */
const atOnce = { stacked: 1000, sideBySide: 400 }

export async function profileTable(
  engine: DataEngine,
  source: TableSource,
  { dataFormat, maxColumns = 10_000, maxCells = 1e9, columnsAtOnce, stackedRows = 20_000 }: ProfileOptions = {},
): Promise<TableProfile> {
  const relation = await openSource(engine, source, { dataFormat })
  const columns = [...relation.columns.values()]
  if (columns.length > maxColumns) throw tooMany(`${columns.length} columns; ${maxColumns} are taken`)
  const maxRows = Math.floor(maxCells / Math.max(1, columns.length))
  const tooManyRows = tooMany(`more than ${maxRows} rows of ${columns.length} columns`)
  const rows = await countRows(engine, relation, { dataFormat, stackedRows })
  if (rows !== undefined && rows > maxRows) throw tooManyRows
  const isStacked = rows !== undefined && rows <= stackedRows
  const parts: TableProfile[] = []
  for (const part of partsOf(columns, columnsAtOnce ?? (isStacked ? atOnce.stacked : atOnce.sideBySide))) {
    const some = { ...relation, columns: new Map(part.map((column) => [column.name, column])) }
    const read = isStacked ? await readStacked(engine, some) : await readSideBySide(engine, some, maxRows)
    if (read.rows > maxRows) throw tooManyRows
    if (read.rows === 0) throw new DataError("data/empty", `${relation.source} has a header but no rows`)
    parts.push(await profilePart(engine, read))
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

/** About how many bytes a cell of a file has at the most; where it has more, nothing but time is lost. */
const bytesOfCell = 50

/** The rows, where it is quick to tell: of Parquet files, and of files that may have few; else undefined. */
async function countRows(
  engine: DataEngine,
  { from, files = [], bytes, columns }: Relation,
  { dataFormat, stackedRows }: { readonly dataFormat: string | undefined; readonly stackedRows: number },
): Promise<number | undefined> {
  const isParquet = dataFormat === "parquet" || files.some((file) => /\.(parquet|pq)$/i.test(file))
  if (!isParquet && bytes > stackedRows * columns.size * bytesOfCell) return undefined
  const [[rows] = []] = await engine.query(sql`select count(*)::double from ${from}`)
  return Number(rows)
}

const tooMany = (what: string): DataError =>
  new DataError("data/unreadable", `The table has ${what}.`, { hint: "Leave out what no model needs." })

async function profilePart(engine: DataEngine, read: ReadColumns): Promise<TableProfile> {
  const { columns, features, types, rows, numbers, others, preview } = read
  const measured = await measureNumbers(numbers.asked, rows)
  const numberOf = new Map(numbers.places.map((place, i) => [place, measured[i]!])) // one a column
  const counts = new Map<number, Counted>()
  for (const { asked, places } of [numbers, others]) {
    const counted = await countValues(asked, rows)
    for (const [i, place] of places.entries()) counts.set(place, counted[i]!) // one a column
  }
  await engine.run(sql`drop table ${read.table}`)
  const profiles = features.map((feature, i): ColumnProfile => {
    const counted = counts.get(i)! // one a column
    const number = numberOf.get(i)
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
  return { rows, columns: profiles, preview: { columns: columns.map(({ name }) => name), rows: preview } }
}

const noNumber = { min: null, max: null, mean: null, standardDeviation: null, quantiles: null, histogram: null }

interface Counted {
  readonly missing: number
  readonly distinct: number
  readonly top: ColumnProfile["top"]
}

/** Of larger tables, columns with more different values than this are only estimated: counting them takes longer than all else. */
const exactly = { rows: 500_000, distinct: 50_000 }

/** How many different values each column has, and the most frequent ones. */
async function countValues(columns: AskedColumns, rows: number): Promise<readonly Counted[]> {
  const answers = await columns.ask(({ value }) => [
    sql`count(${value})::double`,
    rows > exactly.rows ? sql`approx_count_distinct(${value})::double` : sql`0`,
  ])
  const [present, estimates] = [answers.map(([count]) => Number(count)), answers.map(([, count]) => Number(count))]
  const places = estimates.flatMap((estimate, i) => (estimate > exactly.distinct ? [] : [i]))
  const counted = await columns.at(places).countValues(mostFrequent)
  const exact = new Map(places.map((place, i) => [place, counted[i]!])) // one a column
  return present.map((count, i) => ({ missing: rows - count, ...shownValues(exact.get(i), estimates[i]!, count) }))
}

const shownValues = (
  exact: CountedValues | undefined,
  estimate: number,
  present: number,
): Pick<Counted, "distinct" | "top"> =>
  exact === undefined
    ? { distinct: Math.min(estimate, present), top: null }
    : { distinct: exact.distinct, top: exact.top.map(({ value, count }) => ({ value: shownValue(value), count })) }

/** Numbers as they are usually written: 3, not 3.0. */
const shownValue = (value: Cell): string =>
  shortened(/^-?\d+\.0$/.test(String(value)) ? String(value).slice(0, -2) : String(value))

const shortened = (text: string): string => (text.length > longest.shown ? `${text.slice(0, longest.shown)}…` : text)
