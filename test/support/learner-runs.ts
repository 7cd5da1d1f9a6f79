// Whole trainings of boosted trees and linear models on small tables.
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { parseConfigObject, type ParsedConfig } from "../../packages/core/src/index.ts"
import type { TrainedModel } from "../../packages/engine/src/artifact/trained-model.ts"
import { predictTable } from "../../packages/engine/src/prediction/predict-table.ts"
import { collectPredictions } from "../../packages/engine/src/prediction/prediction-table.ts"
import { train, type TrainOptions, type TrainResult } from "../../packages/engine/src/training/run.ts"
import { numbersOf } from "./run-training.ts"
import { syntheticColumns, type RawColumns } from "./synthetic.ts"

export type LearnerType = "gbm" | "linear"

export const learnerTable: RawColumns = syntheticColumns(300, 5)

const input_features = [
  { name: "x", type: "number" },
  { name: "y", type: "number" },
  { name: "color", type: "category" },
  { name: "flag", type: "binary" },
]

export const price = { name: "price", type: "number" }
export const likes = { name: "likes", type: "binary" }
export const size = { name: "size", type: "category" }

/** An output of each type. */
export const threeOutputs = [price, likes, size]

/** Trees that small tables can be parted by. */
const smallTrees = {
  num_boost_round: 30,
  boosting_rounds_per_checkpoint: 10,
  learning_rate: 0.1,
  num_leaves: 6,
  min_data_in_leaf: 5,
}

/** A config of `x`, `y`, `color` and `flag`; with outputs of all types where the settings name none. */
export function learnerConfig(
  model_type: LearnerType,
  trainer: object = {},
  settings: Readonly<Record<string, unknown>> = {},
): ParsedConfig {
  const own = model_type === "gbm" ? smallTrees : {}
  return parseConfigObject({
    model_type,
    input_features,
    output_features: threeOutputs,
    ...settings,
    trainer: { ...own, ...trainer },
  })
}

/** Trains; without a folder nothing is written. */
export async function runLearner(
  config: ParsedConfig,
  { outputDirectory, ...options }: Partial<TrainOptions> = {},
): Promise<TrainResult> {
  const skips = {
    skipSaveModel: true,
    skipSaveTrainingDescription: true,
    skipSaveTrainingStatistics: true,
    skipSaveProgress: true,
    skipSaveLog: true,
  }
  const place = outputDirectory === undefined ? skips : { outputDirectory }
  return await train({ config, sources: { dataset: learnerTable }, ...place, ...options })
}

/** The numbers of a model. */
export const weightsOf = ({ model }: Pick<TrainResult, "model">): Readonly<Record<string, unknown>> =>
  numbersOf(model.weights)

/** The bytes of the weights in the folder of a run. */
export const savedWeights = (directory: string): Promise<Buffer> =>
  readFile(join(directory, "model", "model_weights.safetensors"))

export const onlyFolder = async (directory: string): Promise<string> => join(directory, (await readdir(directory))[0]!)

type Row = Readonly<Record<string, unknown>>

export const predictedRows = async (model: TrainedModel, rows: readonly Row[]): Promise<readonly Row[]> =>
  (await collectPredictions(model, predictTable(model, rows))).rows()

/** The prices of the table, each with what is predicted for it. */
export async function pricesOf(model: TrainedModel): Promise<readonly { predicted: number; truth: number }[]> {
  const rows = (await collectPredictions(model, predictTable(model, learnerTable))).rows()
  return rows.map((row, i) => ({
    predicted: row["price_predictions"] as number, // a number output
    truth: learnerTable["price"]![i] as number,
  }))
}

/** Rows of the table, of which some lack values, or hold what training did not see. */
export const unevenRows = (count: number): readonly Row[] =>
  Array.from({ length: count }, (_, i) => ({
    x: i % 7 === 3 ? null : learnerTable["x"]![i % 300],
    y: i % 5 === 2 ? null : learnerTable["y"]![i % 300],
    color: i % 11 === 5 ? "purple" : i % 11 === 6 ? null : learnerTable["color"]![i % 300],
    flag: i % 13 === 7 ? null : learnerTable["flag"]![i % 300],
  }))

/** The last rows of the table, by column. */
export const lastRows = (count: number): RawColumns =>
  Object.fromEntries(Object.entries(learnerTable).map(([name, values]) => [name, values.slice(-count)]))
