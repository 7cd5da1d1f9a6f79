// Predictions in memory: columns by name, and rows where they are wanted.
import type { TrainedModel } from "../artifact/trained-model.ts"
import { predictionColumns, type PredictionBatch } from "./predict.ts"

/** A value of one row: a number, a label, a truth value, or the probabilities of all classes. */
export type PredictionValue = number | string | boolean | readonly number[]

export interface PredictionTable {
  readonly size: number
  /** By name, in order: numbers as typed arrays. */
  readonly columns: PredictionBatch
  rows(): Readonly<Record<string, PredictionValue>>[]
}

/** Rows of a batch. */
export const batchSize = (batch: PredictionBatch): number => Object.values(batch)[0]?.length ?? 0

/** A table of columns that have one length. */
export const predictionTable = (columns: PredictionBatch): PredictionTable => ({
  size: batchSize(columns),
  columns,
  rows() {
    const entries = Object.entries(columns)
    return Array.from({ length: this.size }, (_, row) =>
      Object.fromEntries(entries.map(([name, values]) => [name, values[row]!])),
    )
  },
})

/** All batches as one table. */
export async function collectPredictions(
  model: TrainedModel,
  batches: AsyncIterable<PredictionBatch>,
): Promise<PredictionTable> {
  const parts: PredictionBatch[] = []
  for await (const batch of batches) parts.push(batch)
  const columns = predictionColumns(model).map(({ name, type }) => {
    const values = parts.map((part) => part[name]!)
    return [
      name,
      type === "float" ? joinFloats(values as Float32Array[]) : values.flatMap((part) => [...part]),
    ] as const
  })
  return predictionTable(Object.fromEntries(columns) as PredictionBatch)
}

function joinFloats(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
