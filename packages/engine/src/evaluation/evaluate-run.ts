// A finished run on one of its own splits: the second half of an experiment, and the files it leaves.
import { join } from "node:path"
import type { EncodedSplit } from "@fidelio/core"
import { ensureDirectory, writeFileAtomically } from "../artifact/atomic.ts"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { examplesOf } from "../data/input-files.ts"
import { predictionColumns, type PredictionBatch } from "../prediction/predict.ts"
import { writePredictions, type PredictionFormat } from "../prediction/write-predictions.ts"
import type { SplitMetrics } from "../training/callbacks.ts"
import type { TrainResult } from "../training/run.ts"
import { evaluateExamples } from "./evaluate.ts"
import type { SplitReport } from "./split-report.ts"
import type { TestStatistics } from "./test-statistics.ts"

export const runSplits = ["training", "validation", "test"] as const
export type RunSplit = (typeof runSplits)[number]

export interface RunEvaluation {
  readonly statistics: TestStatistics
  readonly report: SplitReport
  /** Examples that were evaluated. */
  readonly size: number
}

/** Evaluates a run's model on splits of the run; undefined where they have no example. */
export async function evaluateSplits(
  { model, dataset }: Pick<TrainResult, "model" | "dataset">,
  splits: readonly RunSplit[],
): Promise<RunEvaluation | undefined> {
  const size = splits.reduce((sum, name) => sum + (dataset.splits[name]?.size ?? 0), 0)
  return size === 0 ? undefined : { ...(await evaluateExamples(model, allExamples(dataset, splits))), size }
}

function* allExamples(dataset: TrainResult["dataset"], splits: readonly RunSplit[]): Generator<EncodedSplit> {
  for (const name of splits) yield* examplesOf(dataset, name)
}

/** The statistics that are single numbers. */
export const metricsOf = (statistics: TestStatistics): SplitMetrics =>
  Object.fromEntries(
    Object.entries(statistics).map(([feature, values]) => {
      const numbers = Object.entries(values).filter(
        (entry): entry is [string, number | null] => typeof entry[1] === "number" || entry[1] === null,
      )
      return [feature, Object.fromEntries(numbers)]
    }),
  )

export const testStatisticsName = "test_statistics.json"

/** Writes test_statistics.json; gives its path. */
export async function saveStatistics(directory: string, statistics: TestStatistics): Promise<string> {
  const path = join(directory, testStatisticsName)
  await ensureDirectory(directory)
  await writeFileAtomically(path, `${JSON.stringify(statistics, undefined, 2)}\n`)
  return path
}

export interface PredictionsPlace {
  readonly directory: string
  readonly format: PredictionFormat
}

/** Writes the table of predictions; gives its path and how many rows it has. */
export async function savePredictions(
  model: TrainedModel,
  { directory, format }: PredictionsPlace,
  batches: AsyncIterable<PredictionBatch> | Iterable<PredictionBatch>,
): Promise<{ readonly path: string; readonly rows: number }> {
  const path = join(directory, `predictions.${format}`)
  return { path, rows: await writePredictions({ path, format }, predictionColumns(model), stream(batches)) }
}

async function* stream<T>(items: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T> {
  yield* items
}
