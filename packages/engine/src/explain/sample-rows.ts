// Some rows of a stream, each as likely as any other.
import {
  allocateTables,
  randomKey,
  randomStream,
  splitOf,
  tableNames,
  type DatasetLayout,
  type EncodedSplit,
} from "@fidelio/core"

interface SampleOptions {
  readonly layout: DatasetLayout
  /** At most so many. */
  readonly rows: number
  readonly seed: number
}

export interface RowSample {
  readonly examples: EncodedSplit
  /** Rows that it was taken from. */
  readonly seen: number
}

/** All rows where there are no more than asked for, in their order. */
export async function sampleRows(parts: AsyncIterable<EncodedSplit>, options: SampleOptions): Promise<RowSample> {
  const { layout, rows, seed } = options
  const tables = allocateTables(layout, rows)
  const random = randomStream(randomKey(seed, "explained rows"))
  let seen = 0
  for await (const part of parts)
    for (let row = 0; row < part.size; row++) {
      const place = seen < rows ? seen : random.below(seen + 1)
      seen++
      if (place >= rows) continue
      for (const name of tableNames) {
        const width = layout.tables[name].length
        const from = part.tables[name]?.data as Float32Array | Int32Array | undefined // by the table's name
        if (from !== undefined) tables[name]?.set(from.subarray(row * width, (row + 1) * width), place * width)
      }
    }
  return { examples: splitOf(layout, Math.min(seen, rows), tables), seen }
}
