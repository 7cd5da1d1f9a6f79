// Shapley values of the rows of a table: one table a score, with a column an input.
import { shapleyValues, type TreeModel } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { DataEngine } from "../data/data-engine.ts"
import { encodeStream } from "../data/encode-stream.ts"
import type { TableSource } from "../data/sources.ts"
import { encodingOptions, type TableOptions } from "../prediction/predict-table.ts"
import type { PredictionBatch } from "../prediction/predict.ts"
import { inputsOf, learnerColumns } from "../training/learner-columns.ts"
import { outputTrees } from "./model-trees.ts"
import type { Score, ScoreUnits } from "./scores.ts"

/** What a column of the table is called that holds the mean score, the same in every row. */
const meanColumn = "(mean)"

/** Shapley values of some rows. */
export interface ShapleyRows {
  readonly rows: number
  /** [rows, columns]; a row's values and the mean sum up to its score. */
  readonly values: Float64Array
  /** The mean score of the training rows. */
  readonly mean: number
}

/** One score, whose values are computed as they are asked for. */
export interface ShapleyTable extends Score {
  /** Names of the inputs. */
  readonly columns: readonly string[]
  batches(dataset: TableSource, options?: TableOptions): AsyncGenerator<ShapleyRows>
}

/** All values of one score. */
export interface ShapleyExplanation extends Score, ShapleyRows {
  readonly columns: readonly string[]
}

/** The tables of all scores; only of a model of trees. */
export function shapleyTables(model: TrainedModel): readonly ShapleyTable[] {
  const columns = inputsOf(model.features).map(({ name }) => name)
  return outputTrees(model, "Shapley values").flatMap(({ trees, scores, units }) =>
    scores.map((score, place) => ({
      ...score,
      columns,
      batches: (dataset, options) => shapleyRows(model, treesOfScore(trees, place, units), { dataset, options }),
    })),
  )
}

/** The trees of one score as a model of their own, whose scores are in the units of the data. */
function treesOfScore(model: TreeModel, score: number, { scale, start }: ScoreUnits): TreeModel {
  const trees = model.trees.filter((_, index) => index % model.scores === score)
  return {
    ...model,
    scores: 1,
    initial: Float64Array.of(model.initial[score]! * scale + start),
    trees: trees.map((tree) => ({ ...tree, leafValues: tree.leafValues.map((value) => value * scale) })),
  }
}

async function* shapleyRows(
  model: TrainedModel,
  trees: TreeModel,
  { dataset, options = {} }: { readonly dataset: TableSource; readonly options?: TableOptions | undefined },
): AsyncGenerator<ShapleyRows> {
  await using engine = await DataEngine.open()
  const parts = encodeStream(engine, dataset, model.features, encodingOptions(model, options))
  for await (const part of parts) {
    const { rows, values, mean } = shapleyValues(trees, learnerColumns(model.features, model.layout, part))
    yield { rows, values, mean: mean[0]! }
  }
}

/** The whole table in memory. */
export async function collectShapley(
  table: ShapleyTable,
  dataset: TableSource,
  options: TableOptions,
): Promise<ShapleyExplanation> {
  const { output, class: ofClass, meaning, columns } = table
  const parts: ShapleyRows[] = []
  for await (const part of table.batches(dataset, options)) parts.push(part)
  const rows = parts.reduce((sum, part) => sum + part.rows, 0)
  const values = new Float64Array(rows * columns.length)
  let at = 0
  for (const part of parts) {
    values.set(part.values, at)
    at += part.values.length
  }
  return { output, class: ofClass, meaning, columns, rows, values, mean: parts[0]?.mean ?? NaN }
}

/** Columns of the table as a file has them. */
export const shapleyFileColumns = ({ columns }: Pick<ShapleyTable, "columns">) =>
  [...columns, meanColumn].map((name) => ({ name, type: "float" as const }))

/** Rows as columns of a file. */
export function shapleyBatch(
  { columns }: Pick<ShapleyTable, "columns">,
  { rows, values, mean }: ShapleyRows,
): PredictionBatch {
  const width = columns.length
  const ofInputs = columns.map((name, place) => {
    const own = new Float32Array(rows)
    for (let row = 0, at = place; row < rows; row++, at += width) own[row] = values[at]!
    return [name, own] as const
  })
  return Object.fromEntries([...ofInputs, [meanColumn, new Float32Array(rows).fill(mean)]])
}
