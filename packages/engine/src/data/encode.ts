// Parsed columns → encoded ones, streamed out of the database into tables of typed arrays.
import {
  applySql,
  invariant,
  joinSql,
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

/** A feature with the parsed column that it is encoded from. */
export interface EncodedFrom {
  readonly feature: FittedFeature
  readonly column: Sql
}

/** The encoded column. Numbers are left in double precision: a float32 that overflows would be an error of the database. */
export function encodedSql({ feature, column }: EncodedFrom): Sql {
  const kind = feature.steps[0]?.type === "parse_number" ? "float" : "text"
  const { expression } = applySql(valueSteps(feature.steps), { expression: column, kind }, { rowOrder: sql`row` })
  return feature.dtype === "float32" ? sql`(${expression})::double` : sql`(${expression})::integer`
}

/** Why rows are dropped at each `drop_missing` step that comes after fitted ones, and where that is so. */
export function lateDrops({
  feature,
  column,
}: EncodedFrom): readonly { readonly condition: Sql; readonly reason: string }[] {
  const steps = valueSteps(feature.steps)
  return steps.flatMap((step, i) => {
    if (step.type !== "drop_missing" || i === 0) return []
    const before = { expression: column, kind: "float" as const }
    const { expression } = applySql(steps.slice(0, i), before, { rowOrder: sql`row` })
    return [{ condition: sql`(${expression}) is null`, reason: step.reason }]
  })
}

export const encodedName = (place: number): Sql => ({ text: `e${place}` })

export function encodedColumns(features: readonly EncodedFrom[]): Sql {
  return joinSql(features.map((feature, i) => sql`${encodedSql(feature)} as ${encodedName(i)}`))
}

const largestFloat = 3.4028234663852886e38

export type FilledTables = Readonly<Partial<Record<TableName, Float32Array | Int32Array>>>

/** Where a chunk's columns go: the tables, and the place of each column in them. */
export class ChunkWriter {
  readonly #tables: FilledTables
  readonly #targets: readonly { readonly table: TableName; readonly index: number; readonly width: number }[]

  constructor(layout: DatasetLayout, features: readonly FittedFeature[], tables: FilledTables) {
    this.#tables = tables
    this.#targets = features.map(({ key }) => {
      const place = layout.columns[key]
      invariant(place !== undefined, `no place for ${key}`)
      return { ...place, width: layout.tables[place.table].length }
    })
  }

  /**
   * Copies a chunk's rows to these rows of the tables (−1: nowhere).
   * Returns the first cell that could not be encoded, if there is one.
   */
  write(chunk: DuckDBDataChunk, rows: Int32Array): { readonly feature: number; readonly row: number } | undefined {
    for (const [feature, { table, index, width }] of this.#targets.entries()) {
      const { items } = chunk.getColumnVector(feature) as unknown as { items: Float64Array | Int32Array } // by the query's types
      const target = this.#tables[table]
      invariant(target !== undefined, `no table ${table}`)
      const place = { index, width, rows }
      const bad = target instanceof Int32Array ? copyIds(items, target, place) : copyNumbers(items, target, place)
      if (bad >= 0) return { feature, row: bad }
    }
    return undefined
  }
}

interface Place {
  readonly index: number
  readonly width: number
  readonly rows: Int32Array
}

// hot
function copyNumbers(items: ArrayLike<number>, target: Float32Array, { index, width, rows }: Place): number {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    if (row < 0) continue
    const value = items[i]!
    if (value !== value) return i
    target[row * width + index] = value > largestFloat ? largestFloat : value < -largestFloat ? -largestFloat : value
  }
  return -1
}

// hot
function copyIds(items: ArrayLike<number>, target: Int32Array, { index, width, rows }: Place): number {
  for (let i = 0; i < rows.length; i++) if (rows[i]! >= 0) target[rows[i]! * width + index] = items[i]!
  return -1
}
