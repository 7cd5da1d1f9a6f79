// A table that arrives: unpacked, stored, looked into.
import type { Readable } from "node:stream"
import { DataError } from "@fidelio/core/errors"
import type { ColumnProfile, DatasetSource, Revision } from "@fidelio/client"
import type { DataFormat, TableProfile } from "@fidelio/engine"
import type { HubContext } from "../context.ts"
import type { StoredBlob } from "../storage/storage.ts"
import { profileFile } from "./profile-file.ts"
import { openTable, type TableNames } from "./table-format.ts"

/** A table that is whole in the storage and known. */
export interface ReceivedTable {
  readonly blob: StoredBlob
  readonly format: DataFormat
  readonly source: DatasetSource
  readonly rows: number
  readonly profile: readonly ColumnProfile[]
  readonly preview: Revision["preview"]
}

export interface ArrivingTable extends TableNames {
  readonly source: DatasetSource
  readonly signal?: AbortSignal | undefined
}

export type Receiving = Pick<HubContext, "storage" | "limits" | "temporary">

/** The limit holds for what is packed and what it unpacks to. */
export async function receiveTable(
  { storage, limits, temporary }: Receiving,
  arriving: Readable,
  { source, signal, ...names }: ArrivingTable,
): Promise<ReceivedTable> {
  const { content, format } = await openTable(arriving, names)
  const blob = await storage.put(content, { limit: limits.maxUpload, signal })
  if (blob.bytes === 0) throw new DataError("data/empty", "The file is empty.")
  const path = await storage.file(blob.sha256)
  const table = await profileFile({ path, format, temporary }, { signal })
  return {
    blob,
    format,
    source,
    rows: table.rows,
    profile: table.columns.map((column) => ofColumn(column, table.rows)),
    preview: {
      columns: [...table.preview.columns],
      rows: table.preview.rows.map((cells) => [...cells]),
    },
  }
}

function ofColumn(column: TableProfile["columns"][number], rows: number): ColumnProfile {
  const { name, sqlType, type, excluded, missing, distinct, examples, standardDeviation } = column
  const { min, max, mean, quantiles, histogram, top } = column
  return {
    name,
    sql_type: sqlType,
    type,
    ...(excluded === undefined ? {} : { excluded }),
    rows,
    missing,
    distinct,
    examples: [...examples],
    min,
    max,
    mean,
    standard_deviation: standardDeviation,
    quantiles: quantiles === null ? null : [...quantiles],
    histogram: histogram === null ? null : { edges: [...histogram.edges], counts: [...histogram.counts] },
    top: top === null ? null : [...top],
  }
}
