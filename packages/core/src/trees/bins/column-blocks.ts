// A table's columns, given block after block, so that they need not all be in memory.
import type { TreeColumn } from "./column.ts"

export interface ColumnBlocks {
  readonly rows: number
  /** The first block again at each call; each has the same columns, of as many rows as the block has. */
  blocks(): Iterable<readonly TreeColumn[]>
}

const blockRows = 65_536

/** Columns that are in memory. */
export const columnBlocks = (columns: readonly TreeColumn[]): ColumnBlocks => {
  const rows = columns[0]?.values.length ?? 0
  return {
    rows,
    *blocks() {
      for (let begin = 0; begin === 0 || begin < rows; begin += blockRows)
        yield columns.map((column) => ({ ...column, values: column.values.subarray(begin, begin + blockRows) }))
    },
  }
}
