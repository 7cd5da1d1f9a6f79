// Parsed columns → encoded ones, streamed out of the database into tables of typed arrays.
import {
  applySql,
  invariant,
  joinSql,
  missingMark,
  sql,
  type DatasetLayout,
  type FittedFeature,
  type Sql,
  type Step,
  type TableName,
} from "@fidelio/core"
import type { DuckDBDataChunk } from "@duckdb/node-api"

/** Steps that look at the raw cell; what follows them starts from a typed value. */
const parsing: ReadonlySet<Step["type"]> = new Set(["parse_number", "parse_text", "lowercase"])

export const parseSteps = (steps: readonly Step[]): readonly Step[] => steps.filter(({ type }) => parsing.has(type))
export const valueSteps = (steps: readonly Step[]): readonly Step[] => steps.filter(({ type }) => !parsing.has(type))

/** Whether the steps need to see the rows before or after. */
export const needsOrder = (steps: readonly Step[]): boolean => steps.some(({ type }) => type === "fill_neighbour")

/** What of a feature it takes to encode its column; a column that says something of rows has as much. */
export type EncodableColumn = Pick<FittedFeature, "key" | "column" | "steps" | "dtype">

/** A feature with the parsed column that it is encoded from. */
export interface EncodedFrom<Feature extends EncodableColumn = EncodableColumn> {
  readonly feature: Feature
  readonly column: Sql
  /** The type of a column of places in a dictionary. */
  readonly dictionary?: Sql | undefined
  /** Places in a dictionary, where all texts of it were encoded already. */
  readonly places?: { readonly expression: Sql; readonly encodings: Encodings }
}

/** What the texts of a dictionary are encoded to, by their place; at last what a missing one is. */
export type Encodings = Float64Array

/** The parsed value; text where the column holds places in a dictionary. */
export const textOf = ({ column, dictionary }: Pick<EncodedFrom, "column" | "dictionary">): Sql =>
  dictionary === undefined ? column : sql`${column}::varchar`

/** The encoded column, numbers still in double precision. */
function encodedSql(from: EncodedFrom): Sql {
  const { feature, places } = from
  if (places !== undefined) return places.expression
  const kind = feature.steps[0]?.type === "parse_number" ? "float" : "text"
  return applySql(valueSteps(feature.steps), { expression: textOf(from), kind }, { rowOrder: sql`row` }).expression
}

/** Why rows are dropped at each `drop_missing` step that comes after fitted ones, and where that is so. */
export function lateDrops(from: EncodedFrom): readonly { readonly condition: Sql; readonly reason: string }[] {
  const steps = valueSteps(from.feature.steps)
  return steps.flatMap((step, i) => {
    if (step.type !== "drop_missing" || i === 0) return []
    const before = { expression: textOf(from), kind: "float" as const }
    const { expression } = applySql(steps.slice(0, i), before, { rowOrder: sql`row` })
    return [{ condition: sql`(${expression}) is null`, reason: step.reason }]
  })
}

const encodedName = (place: number): Sql => ({ text: `e${place}` })

export interface EncodeQuery {
  readonly features: readonly EncodedFrom[]
  /** Expressions over the parsed columns that come after the encoded ones. */
  readonly others: readonly Sql[]
  /** The rows; with `row` and `split` where what follows needs them. */
  readonly rows: Sql
  /** Whether the result must be put in order: windows may shuffle rows. */
  readonly ordered?: boolean
  /** Only the rows of this split; the others count as neighbours all the same. */
  readonly split?: number
}

export function encodeQuery({ features, others, rows, ordered = false, split }: EncodeQuery): Sql {
  const name = (place: number): Sql => ({ text: `o${place}` })
  const inner = [
    ...features.map((feature, i) => sql`${encodedSql(feature)} as ${encodedName(i)}`),
    ...others.map((other, i) => sql`${other} as ${name(i)}`),
    ...(ordered ? [sql`row as row_place`] : []),
    ...(split === undefined ? [] : [sql`split as row_split`]),
  ]
  // Numbers become float32 when they are copied: casting them here takes longer.
  const outer = features.map(({ feature, places }, i) =>
    feature.dtype === "int32" || places !== undefined
      ? sql`(${encodedName(i)})::integer`
      : sql`(${encodedName(i)})::double`,
  )
  const where = split === undefined ? sql`` : sql` where row_split = ${split}`
  const order = ordered ? sql` order by row_place` : sql``
  return sql`select ${joinSql([...outer, ...others.map((_, i) => name(i))])} from (select ${joinSql(inner)} from ${rows})${where}${order}`
}

interface Target {
  readonly table: TableName
  readonly index: number
  readonly width: number
  readonly encodings: Encodings | undefined
  /** The least number of the column. */
  readonly least: number
}

export type FilledTables = Readonly<Partial<Record<TableName, Float32Array | Int32Array>>>

/** Where a chunk's columns go: the tables, and the place of each column in them. */
export class ChunkWriter {
  readonly #tables: FilledTables
  readonly #targets: readonly Target[]
  readonly #values = new Float64Array(chunkRows)

  /** `encodings` of the features of which a chunk holds places in a dictionary. */
  constructor(
    layout: DatasetLayout,
    features: readonly Pick<FittedFeature, "key" | "steps">[],
    tables: FilledTables,
    encodings: readonly (Encodings | undefined)[] = [],
  ) {
    this.#tables = tables
    this.#targets = features.map(({ key, steps }, i) => {
      const place = layout.columns[key]
      invariant(place !== undefined, `no place for ${key}`)
      const least = steps.some(({ type }) => type === "mark_missing") ? missingMark : -largestFloat
      return { ...place, width: layout.tables[place.table].length, encodings: encodings[i], least }
    })
  }

  /**
   * Copies a chunk's rows to these rows of the tables (−1: nowhere).
   * Returns the first cell that could not be encoded, if there is one.
   */
  write(chunk: DuckDBDataChunk, rows: Int32Array): { readonly feature: number; readonly row: number } | undefined {
    for (const [feature, { table, index, width, encodings, least }] of this.#targets.entries()) {
      const { items } = chunk.getColumnVector(feature) as unknown as { items: Float64Array | Int32Array } // by the query's types
      const target = this.#tables[table]
      invariant(target !== undefined, `no table ${table}`)
      const place = { index, width, rows, least }
      const values = encodings === undefined ? items : lookUp(items, encodings, this.#values)
      const bad = target instanceof Int32Array ? copyIds(values, target, place) : copyNumbers(values, target, place)
      if (bad >= 0) return { feature, row: bad }
    }
    return undefined
  }
}

interface Place {
  readonly index: number
  readonly width: number
  readonly rows: Int32Array
  /** The least number of the column. */
  readonly least: number
}

// hot
function lookUp(places: ArrayLike<number>, encodings: Encodings, into: Float64Array): Float64Array {
  for (let i = 0; i < places.length; i++) into[i] = encodings[places[i]!]!
  return into
}

/** Rows of a chunk, at the most. */
export const chunkRows = 2048

const largestFloat = 3.4028234663852886e38

// hot: what is too large for a float32 becomes the largest one; the mark of a missing number stays
function copyNumbers(items: ArrayLike<number>, target: Float32Array, { index, width, rows, least }: Place): number {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    if (row < 0) continue
    const value = items[i]!
    if (value !== value) return i
    target[row * width + index] = value > largestFloat ? largestFloat : value < least ? least : value
  }
  return -1
}

// hot
function copyIds(items: ArrayLike<number>, target: Int32Array, { index, width, rows }: Place): number {
  for (let i = 0; i < rows.length; i++) if (rows[i]! >= 0) target[rows[i]! * width + index] = items[i]!
  return -1
}
