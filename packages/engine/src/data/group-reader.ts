// The groups of new rows, which may lie in several batches, numbered as they come.
import type { DuckDBDataChunk } from "@duckdb/node-api"
import type { FilledTables } from "./encode.ts"
import { noGroup } from "./row-columns.ts"

/** Groups as numbers in the order in which they come, whatever batches their rows are in; the last column of a chunk. */
export class GroupReader {
  readonly #column: string
  readonly #numbers = new Map<string, number>()

  constructor(column: string) {
    this.#column = column
  }

  read(chunk: DuckDBDataChunk, { rows, seen, into }: ChunkPlace): void {
    const values = chunk.getColumnVector(chunk.columnCount - 1)
    const numbers = into.rows_int32!
    for (const [i, row] of rows.entries()) {
      if (row < 0) continue
      const value = values.getItem(i) as string | null // as asked
      if (value === null) throw noGroup(this.#column, seen + i)
      const number = this.#numbers.get(value) ?? this.#numbers.size
      this.#numbers.set(value, number)
      numbers[row] = number
    }
  }
}

interface ChunkPlace {
  /** Where each row of the chunk goes; −1: nowhere. */
  readonly rows: Int32Array
  /** Rows of the table before the chunk. */
  readonly seen: number
  readonly into: FilledTables
}
