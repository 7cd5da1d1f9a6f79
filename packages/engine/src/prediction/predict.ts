// Predictions for the rows of a table, streamed: a table larger than memory goes through.
import type { EncodedSplit, PredictionColumn } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { sessionSettings } from "../runtime/session-settings.ts"
import { createPredictor } from "./predictor.ts"

/** Columns of some rows' predictions, by name. */
export type PredictionBatch = Readonly<Record<string, ReturnType<PredictionColumn["values"]>>>

/** The columns that predictions of this model have, in order. */
export const predictionColumns = (model: TrainedModel): readonly PredictionColumn[] =>
  model.spec.outputs.flatMap(({ feature, type }) => type.columns(feature))

/** Predicts for encoded examples, part by part, in their order. */
export async function* predictExamples(
  model: TrainedModel,
  parts: AsyncIterable<EncodedSplit> | Iterable<EncodedSplit>,
): AsyncGenerator<PredictionBatch> {
  const outputs = model.spec.outputs.map(({ feature, type }) => ({
    name: feature.name,
    columns: type.columns(feature),
  }))
  await using predictor = await createPredictor(model, sessionSettings(model.config.backend))
  for await (const part of parts) {
    const predicted = await predictor.predict(part)
    yield Object.fromEntries(
      outputs.flatMap(({ name, columns }) => columns.map((column) => [column.name, column.values(predicted[name]!)])), // one an output
    )
  }
}
