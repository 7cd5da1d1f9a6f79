// Predictions for the rows of any source, read, encoded and predicted in parts of bounded size.
import { isRanked } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { DataEngine } from "../data/data-engine.ts"
import { encodeStream, type EncodeStreamOptions } from "../data/encode-stream.ts"
import type { TableSource } from "../data/sources.ts"
import { predictExamples, type PredictionBatch } from "./predict.ts"

/** Which rows of a table are meant: all, or one split by the rule of the model's config. */
export type SplitName = "full" | "training" | "validation" | "test"

export interface TableOptions {
  readonly dataFormat?: string | undefined
  readonly split?: SplitName | undefined
  /** The seed of the training whose split is meant. */
  readonly randomSeed?: number | undefined
  /** Rows that are held in memory at once. */
  readonly batchSize?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** How the rows of a table are encoded for this model. */
export function encodingOptions(model: TrainedModel, options: TableOptions): EncodeStreamOptions {
  const { split = "full", randomSeed: seed = 42, batchSize, dataFormat, signal } = options
  const { preprocessing } = model.config
  return {
    batchRows: batchSize,
    dataFormat,
    signal,
    split: split === "full" ? undefined : { name: split, preprocessing, seed },
  }
}

/** How they are encoded where they are to be judged: with their targets, and the groups in which rows are ranked. */
export const labelledOptions = (model: TrainedModel, options: TableOptions): EncodeStreamOptions => ({
  ...encodingOptions(model, options),
  withTargets: true,
  groupColumn: isRanked(model.spec) ? (model.config.preprocessing.group_column ?? undefined) : undefined,
})

/** One prediction a row, in the order of the rows. */
export async function* predictTable(
  model: TrainedModel,
  dataset: TableSource,
  options: TableOptions = {},
): AsyncGenerator<PredictionBatch> {
  await using engine = await DataEngine.open()
  yield* predictExamples(model, encodeStream(engine, dataset, model.features, encodingOptions(model, options)))
}
