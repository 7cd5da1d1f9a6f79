// Encoded columns as graph values: rows gathered from the packed tables, and features sliced out of them.
import type { DatasetLayout, FittedFeature, TableName } from "../../features/dataset.ts"
import type { RowColumn } from "../../features/row-columns.ts"
import type { Graph, Value } from "../../graph/graph.ts"
import { gather, slice, squeeze } from "../../ops/index.ts"
import { invariant } from "../../errors.ts"

/** The tables that a layout fills, as inputs of a graph: [rows, columns]. */
export function tableInputs(
  graph: Graph,
  layout: DatasetLayout,
  wanted: (name: TableName) => boolean,
): ReadonlyMap<TableName, Value> {
  const inputs = new Map<TableName, Value>()
  for (const [name, columns] of Object.entries(layout.tables) as [TableName, readonly string[]][]) {
    if (columns.length === 0 || !wanted(name)) continue
    inputs.set(name, graph.input(name, name.endsWith("float32") ? "float32" : "int32", ["rows", columns.length]))
  }
  return inputs
}

/** Looks features up in the rows of one batch. */
export interface BatchSource {
  /** [batch, 1] */
  readonly input: (feature: FittedFeature) => Value
  /** [batch] */
  readonly target: (feature: FittedFeature) => Value
  /** [batch] */
  readonly row: (column: RowColumn) => Value
}

/** The rows of each table: [rows, columns] → […rows, columns], one Gather a table. */
export const gatherRows = (tables: ReadonlyMap<TableName, Value>, rows: Value): ReadonlyMap<TableName, Value> =>
  new Map(Array.from(tables, ([name, table]) => [name, gather(table, rows)]))

/** `batches`: the rows of one batch, [batch, columns]. */
export function batchSource(batches: ReadonlyMap<TableName, Value>, layout: DatasetLayout): BatchSource {
  const column = (feature: Pick<FittedFeature, "key">): Value => {
    const place = layout.columns[feature.key]
    invariant(place !== undefined, `no column for ${feature.key}`)
    const batch = batches.get(place.table)
    invariant(batch !== undefined, `no table ${place.table}`)
    return slice(batch, { axes: [1], starts: [place.index], ends: [place.index + 1] })
  }
  return { input: column, target: (feature) => squeeze(column(feature), [1]), row: (one) => squeeze(column(one), [1]) }
}
