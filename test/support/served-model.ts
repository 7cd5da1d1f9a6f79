// Small trained models in folders, as a server finds them, and what predicting without a server says of rows.
import { join } from "node:path"
import { parseConfigObject } from "../../packages/core/src/index.ts"
import { saveModel } from "../../packages/engine/src/artifact/save-model.ts"
import type { TrainedModel } from "../../packages/engine/src/artifact/trained-model.ts"
import { predictTable } from "../../packages/engine/src/prediction/predict-table.ts"
import { collectPredictions } from "../../packages/engine/src/prediction/prediction-table.ts"
import { train } from "../../packages/engine/src/training/run.ts"
import { syntheticColumns } from "./synthetic.ts"

const columns = syntheticColumns(200, 3)

const input_features = [
  { name: "x", type: "number" },
  { name: "y", type: "number", preprocessing: { missing_value_strategy: "drop_row" } },
  { name: "color", type: "category" },
  { name: "flag", type: "binary" },
]
const output_features = [
  { name: "price", type: "number" },
  { name: "likes", type: "binary" },
  { name: "size", type: "category" },
]

/** A model of `x`, `y` (which must be there), `color` and `flag` with an output of each type; another seed is another model. */
export async function trainSmallModel(randomSeed = 1): Promise<TrainedModel> {
  const trainer = { epochs: 2, batch_size: 32, learning_rate: 0.02 }
  const config = parseConfigObject({ input_features, output_features, combiner: { type: "concat" }, trainer })
  const skips = { skipSaveTrainingDescription: true, skipSaveTrainingStatistics: true, skipSaveProgress: true }
  const sources = { dataset: columns }
  return (await train({ config, sources, randomSeed, skipSaveModel: true, skipSaveLog: true, ...skips })).model
}

/** The model's folder below this one. */
export async function saveBelow(folder: string, model: TrainedModel): Promise<string> {
  const path = join(folder, "model")
  await saveModel(path, model)
  return path
}

export type SmallRow = Readonly<Record<"x" | "y" | "color" | "flag", unknown>>

/** Rows for the model; some say nothing, or what training did not see. */
export const smallRows = (count: number): readonly SmallRow[] =>
  Array.from({ length: count }, (_, i) => ({
    x: i % 7 === 3 ? null : (columns["x"]![i % 200]! as number) + Math.floor(i / 200),
    y: columns["y"]![i % 200],
    color: i % 11 === 5 ? "purple" : columns["color"]![i % 200],
    flag: i % 13 === 7 ? null : columns["flag"]![i % 200],
  }))

/** What `predict` says of the rows, a record a row. */
export async function predictedRecords(
  model: TrainedModel,
  rows: readonly SmallRow[],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await collectPredictions(model, predictTable(model, rows))).rows()
}
