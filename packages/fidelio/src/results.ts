// Files that commands leave in the results folder: statistics and predictions.
import { join } from "node:path"
import {
  predictionColumns,
  type PredictionBatch,
  type PredictionFormat,
  type TestStatistics,
  type TrainedModel,
  writePredictions,
} from "@fidelio/engine"
import { writeText } from "./output-file.ts"

export async function saveStatistics(directory: string, statistics: TestStatistics): Promise<string> {
  const path = join(directory, "test_statistics.json")
  await writeText(path, `${JSON.stringify(statistics, undefined, 2)}\n`)
  return path
}

export interface SavedPredictions {
  readonly path: string
  readonly rows: number
}

interface PredictionsPlace {
  readonly directory: string
  readonly format: PredictionFormat
}

export async function savePredictions(
  model: TrainedModel,
  { directory, format }: PredictionsPlace,
  batches: AsyncIterable<PredictionBatch>,
): Promise<SavedPredictions> {
  const path = join(directory, `predictions.${format}`)
  return { path, rows: await writePredictions({ path, format }, predictionColumns(model), batches) }
}

/** One batch as a stream of batches. */
export async function* single(batch: PredictionBatch): AsyncGenerator<PredictionBatch> {
  yield batch
}
