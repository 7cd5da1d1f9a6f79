// Columns of a table, read to be looked into.
import { sql, type Sql } from "@fidelio/core"
import type { AskedColumns } from "./asked-columns.ts"
import type { DataEngine } from "./data-engine.ts"
import type { InferredFeature } from "./infer-features.ts"
import type { PreviewRow } from "./preview.ts"
import type { RelationColumn } from "./relation.ts"

export interface ReadColumns {
  readonly rows: number
  readonly columns: readonly RelationColumn[]
  readonly features: readonly InferredFeature[]
  /** As the database calls them. */
  readonly types: readonly string[]
  readonly preview: readonly PreviewRow[]
  /** Where they lie, until it is dropped. */
  readonly table: Sql
  /** Numbers, NULL for NaN. */
  readonly numbers: SomeColumns
  /** All other columns, as short texts. */
  readonly others: SomeColumns
}

/** Columns with their places among all. */
export interface SomeColumns {
  readonly asked: AskedColumns
  readonly places: readonly number[]
}

/** Bytes of a text that is kept whole, and letters of one that is shown whole. */
export const longest = { kept: 400, shown: 180 }

/** Of a longer text only its beginning and a fingerprint. */
export const shortText = (text: Sql): Sql =>
  sql`case when strlen(${text}) > ${longest.kept} then left(${text}, ${longest.shown}) || md5(${text}) else ${text} end`

/** Bytes of data from which on a table is kept on disk. */
const workOnDiskFrom = 1 << 26

export async function workWhereItFits(engine: DataEngine, bytes: number): Promise<void> {
  if (bytes > workOnDiskFrom) await engine.workOnDisk()
}

/** Whether a column is looked into as one of numbers. */
export const isOfNumbers = (column: RelationColumn, { type }: InferredFeature): boolean =>
  type === "number" || isNumeric(column)

/** Whether a column's own type is one of numbers. */
export const isNumeric = ({ kind }: RelationColumn): boolean => kind === "integer" || kind === "float"
