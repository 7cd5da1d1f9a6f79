// Encoded data: the fitted features, and the tables their columns are packed in.
import type { Json } from "../define.ts"
import { invariant } from "../errors.ts"
import { tensor, type Tensor } from "../graph/tensor.ts"
import type { Step } from "../transforms/index.ts"

/** The tables of a split, each [examples, columns] in row-major order, so that one Gather fetches a batch. */
export const tableNames = [
  "inputs_float32",
  "inputs_int32",
  "targets_float32",
  "targets_int32",
  "rows_float32",
  "rows_int32",
] as const
export type TableName = (typeof tableNames)[number]

/** What encoded columns hold: numbers and truth values, or ids. */
export type EncodedDtype = "float32" | "int32"

export type FeatureRole = "input" | "output"

/** A feature after it was fitted to the training rows; it can be written as JSON and needs nothing else to encode new rows. */
export interface FittedFeature {
  /** Unique among all features of a model: an input and an output may have one name. */
  readonly key: string
  readonly name: string
  /** The column of the data. */
  readonly column: string
  readonly role: FeatureRole
  /** The feature type. */
  readonly type: string
  /** The feature's entry of the rendered config. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What was learned, under Ludwig's keys. */
  readonly metadata: Readonly<Record<string, Json>>
  /** From the raw column to the encoded one. */
  readonly steps: readonly Step[]
  readonly dtype: EncodedDtype
  /** The key of the feature whose column this input is made of besides, such as whether its value was missing. */
  readonly companionOf?: string
}

/** Where each feature lies. */
export interface DatasetLayout {
  /** Keys of the features in each table's columns, in order. */
  readonly tables: Readonly<Record<TableName, readonly string[]>>
  /** The place of each feature, by its key. */
  readonly columns: Readonly<Record<string, { readonly table: TableName; readonly index: number }>>
}

/** The examples of one split; tables without columns are absent. */
export interface EncodedSplit {
  readonly size: number
  readonly tables: Readonly<Partial<Record<TableName, Tensor>>>
}

export const featureKey = (role: FeatureRole, name: string): string => `${role}:${name}`

/** What a column needs to have a place: features, and columns that say something of rows. */
interface Placed extends Pick<FittedFeature, "key" | "dtype"> {
  readonly role: FeatureRole | "row"
}

const sections = { input: "inputs", output: "targets", row: "rows" } as const

/** Packs columns into tables in the order given. */
export function layoutOf(features: readonly Placed[]): DatasetLayout {
  const tables: Record<TableName, string[]> = {
    inputs_float32: [],
    inputs_int32: [],
    targets_float32: [],
    targets_int32: [],
    rows_float32: [],
    rows_int32: [],
  }
  const columns: Record<string, { table: TableName; index: number }> = {}
  for (const { key, role, dtype } of features) {
    const table: TableName = `${sections[role]}_${dtype}`
    columns[key] = { table, index: tables[table].length }
    tables[table].push(key)
  }
  return { tables, columns }
}

/** Tables of this many examples, to be filled. */
export function allocateTables(
  layout: DatasetLayout,
  size: number,
): Partial<Record<TableName, Float32Array | Int32Array>> {
  const tables: Partial<Record<TableName, Float32Array | Int32Array>> = {}
  for (const name of tableNames) {
    const width = layout.tables[name].length
    if (width > 0)
      tables[name] = name.endsWith("float32") ? new Float32Array(size * width) : new Int32Array(size * width)
  }
  return tables
}

/** The first examples of filled tables as a split. */
export function splitOf(
  layout: DatasetLayout,
  size: number,
  filled: Readonly<Partial<Record<TableName, Float32Array | Int32Array>>>,
): EncodedSplit {
  const tables: Partial<Record<TableName, Tensor>> = {}
  for (const name of tableNames) {
    const data = filled[name]
    if (data === undefined) continue
    const width = layout.tables[name].length
    const used = data.length === size * width ? data : data.slice(0, size * width)
    const dtype = used instanceof Float32Array ? "float32" : "int32"
    tables[name] = tensor(dtype, [size, width], used)
  }
  return { size, tables }
}

/** One feature's encoded column, taken out of its table. */
export function encodedColumn(
  layout: DatasetLayout,
  split: EncodedSplit,
  feature: Pick<FittedFeature, "key">,
): Float32Array | Int32Array {
  const place = layout.columns[feature.key]
  invariant(place !== undefined, `no column for ${feature.key}`)
  const data = split.tables[place.table]?.data as Float32Array | Int32Array // by the table's name
  const width = layout.tables[place.table].length
  const column = data instanceof Float32Array ? new Float32Array(split.size) : new Int32Array(split.size)
  for (let row = 0, at = place.index; row < split.size; row++, at += width) column[row] = data[at]!
  return column
}
