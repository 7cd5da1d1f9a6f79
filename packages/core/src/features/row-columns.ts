// Columns that are no features but say something of each row: how much it counts, and which group it belongs to.
import { encodedColumn, type DatasetLayout, type EncodedSplit } from "./dataset.ts"
import { gatherGroups, type RowGroups } from "../row-groups.ts"

/** Numbers from 0 up. */
export const weightColumn = { key: "row:weight", role: "row", dtype: "float32" } as const
/** A number for each group. */
export const groupColumn = { key: "row:group", role: "row", dtype: "int32" } as const

export type RowColumn = typeof weightColumn | typeof groupColumn

/** The columns of the data that a config names for them. */
export interface RowColumnNames {
  readonly weight_column?: string | null | undefined
  readonly group_column?: string | null | undefined
}

/** Those that a config names. */
export const rowColumns = ({ weight_column: weight, group_column: group }: RowColumnNames): readonly RowColumn[] => [
  ...(weight === null || weight === undefined ? [] : [weightColumn]),
  ...(group === null || group === undefined ? [] : [groupColumn]),
]

const has = (layout: DatasetLayout, { key }: RowColumn): boolean => layout.columns[key] !== undefined

/** How much each row counts; undefined where all count as much. */
export const sampleWeights = (layout: DatasetLayout, split: EncodedSplit): Float32Array | undefined =>
  has(layout, weightColumn) ? (encodedColumn(layout, split, weightColumn) as Float32Array) : undefined // by its dtype

/** The rows of each group; undefined where there are no groups. */
export const groupsOfRows = (layout: DatasetLayout, split: EncodedSplit): RowGroups | undefined =>
  has(layout, groupColumn) ? gatherGroups(encodedColumn(layout, split, groupColumn)) : undefined
