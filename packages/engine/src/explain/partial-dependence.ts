// Partial dependence of a model of any type: the mean prediction of some rows when all of them have one value of a column, or of two.
import {
  DataError,
  FidelioError,
  type EncodedSplit,
  type FittedFeature,
  type ModelOutput,
  type PredictionArrays,
} from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { DataEngine } from "../data/data-engine.ts"
import { encodeStream } from "../data/encode-stream.ts"
import type { TableSource } from "../data/sources.ts"
import { encodingOptions, type TableOptions } from "../prediction/predict-table.ts"
import { createPredictor, type Predictor } from "../prediction/predictor.ts"
import { sessionSettings } from "../runtime/session-settings.ts"
import { dependenceColumns, type DependenceColumn } from "./dependence-grid.ts"
import { textsOf } from "./own-units.ts"
import { sampleRows } from "./sample-rows.ts"

export interface DependenceChoice {
  /** Columns to tell of; all where they are not given. */
  readonly columns?: readonly string[] | undefined
  /** Columns to tell of two at a time, besides. */
  readonly pairs?: readonly (readonly [string, string])[] | undefined
  /** Values of a column, at most; of pairs no more than 10 of each. */
  readonly points?: number | undefined
}

export interface DependenceSettings extends TableOptions, DependenceChoice {
  /** Rows that are drawn from the dataset, at most. */
  readonly maxRows: number
  readonly seed: number
  /** Told of each evaluation. */
  readonly onEvaluation?: ((done: number, all: number) => void) | undefined
}

export interface DependencePoint {
  /** One a column: a number in the units of the data, or a text. */
  readonly values: readonly (number | string)[]
  /** The mean over the rows. */
  readonly prediction: number
}

export interface PartialDependence {
  readonly output: string
  /** Of a category. */
  readonly class: string | null
  /** What is predicted, in words. */
  readonly meaning: string
  /** One column of the data, or two. */
  readonly columns: readonly string[]
  readonly points: readonly DependencePoint[]
}

export interface DependenceExplanation {
  /** Rows that were predicted for, and rows of the dataset. */
  readonly rows: number
  readonly rowsOfDataset: number
  readonly dependences: readonly PartialDependence[]
}

export const dependencePoints = 20
const pairPoints = 10
const batchRows = 8192

export async function explainDependence(
  model: TrainedModel,
  dataset: TableSource,
  settings: DependenceSettings,
): Promise<DependenceExplanation> {
  const { maxRows, seed, points = dependencePoints, signal } = settings
  await using engine = await DataEngine.open()
  const parts = encodeStream(engine, dataset, model.features, encodingOptions(model, settings))
  const { examples, seen } = await sampleRows(parts, { layout: model.layout, rows: maxRows, seed })
  if (examples.size === 0) throw new DataError("data/empty", "the dataset has no row to predict for")
  const grids = gridsOf(model, examples, { ...settings, points })
  const all = grids.reduce((sum, grid) => sum + gridSize(grid), 0)
  let done = 0
  await using predictor = await createPredictor(model, sessionSettings(model.config.backend))
  const dependences: PartialDependence[] = []
  for (const columns of grids) {
    const means: (readonly number[])[] = []
    for (const rows of gridRows(columns)) {
      signal?.throwIfAborted()
      means.push(await meansAt(predictor, { model, examples, columns, rows }))
      settings.onEvaluation?.(++done, all)
    }
    dependences.push(...dependencesOf(model, columns, means))
  }
  return { rows: examples.size, rowsOfDataset: seen, dependences }
}

// ── the grid ────────────────────────────────────────────────────────────────────────────────────

/** One column or two. */
type Grid = readonly DependenceColumn[]

function gridsOf(
  model: TrainedModel,
  examples: EncodedSplit,
  { columns, pairs = [], points }: DependenceChoice & { readonly points: number },
): readonly Grid[] {
  const single = dependenceColumns(model, examples, points)
  const double = pairs.length === 0 ? [] : dependenceColumns(model, examples, Math.min(points, pairPoints))
  const find = (known: readonly DependenceColumn[], name: string): DependenceColumn => {
    const found = known.find((column) => column.name === name)
    if (found !== undefined) return found
    const hint = `Its inputs are ${known.map((column) => column.name).join(", ")}.`
    throw new FidelioError("usage/flag", `The model has no input column "${name}".`, { hint })
  }
  const chosen = columns?.map((name) => find(single, name)) ?? single
  return [
    ...chosen.map((column) => [column]),
    ...pairs.map(([first, second]) => [find(double, first), find(double, second)]),
  ].filter((grid) => gridSize(grid) > 0)
}

const gridSize = (grid: Grid): number => grid.reduce((product, { points }) => product * points.length, 1)

/** The rows that the columns' values are taken from, one a column; the last column changes first. */
const gridRows = (grid: Grid): readonly (readonly number[])[] => gridPoints(grid).map((point) => point.map(({ row }) => row)) // prettier-ignore

const gridPoints = (grid: Grid): readonly DependenceColumn["points"][] =>
  grid.reduce<readonly DependenceColumn["points"][]>(
    (before, { points }) => before.flatMap((own) => points.map((point) => [...own, point])),
    [[]],
  )

// ── means of predictions ────────────────────────────────────────────────────────────────────────

interface At {
  readonly model: TrainedModel
  readonly examples: EncodedSplit
  readonly columns: Grid
  readonly rows: readonly number[]
}

/** Of each output each class, one after the other. */
async function meansAt(predictor: Predictor, at: At): Promise<readonly number[]> {
  const { model, examples } = at
  const given = withValues(at)
  const sums: number[] = []
  for (let begin = 0; begin < given.size; begin += batchRows) {
    const predicted = await predictor.predict(partOf(given, begin, Math.min(given.size, begin + batchRows)))
    const own = model.spec.outputs.flatMap(({ feature }) => sumsOf(predicted[feature.name]!)) // one an output
    for (const [place, sum] of own.entries()) sums[place] = (sums[place] ?? 0) + sum
  }
  return sums.map((sum) => sum / examples.size)
}

/** A number's predictions, or the probability of the true label or of each class. */
function sumsOf({ size, predictions, probabilities }: PredictionArrays): readonly number[] {
  const values = probabilities ?? predictions
  const width = values.length / size
  const sums = Array.from({ length: width }, () => 0)
  for (let at = 0; at < values.length; at++) sums[at % width]! += values[at]!
  return sums
}

/** The examples, all with the encoded values that some rows have in these columns. */
function withValues({ model: { layout }, examples, columns, rows }: At): EncodedSplit {
  const tables = { ...examples.tables }
  const fill = ({ key }: FittedFeature, row: number): void => {
    const { table, index } = layout.columns[key]! // of every feature
    const width = layout.tables[table].length
    const before = examples.tables[table]!.data as Float32Array | Int32Array // by the table's name
    const own = tables[table]!.data as typeof before // likewise
    const data = own === before ? before.slice() : own
    for (let at = index; at < data.length; at += width) data[at] = before[row * width + index]!
    tables[table] = { ...tables[table]!, data }
  }
  for (const [i, { inputs }] of columns.entries()) for (const input of inputs) fill(input, rows[i]!) // one a column
  return { size: examples.size, tables }
}

function partOf({ size, tables }: EncodedSplit, begin: number, end: number): EncodedSplit {
  if (begin === 0 && end === size) return { size, tables }
  const own = Object.entries(tables).map(([name, table]) => {
    const width = table.data.length / size
    return [name, { ...table, shape: [end - begin, width], data: table.data.slice(begin * width, end * width) }]
  })
  return { size: end - begin, tables: Object.fromEntries(own) as EncodedSplit["tables"] } // the same names
}

// ── words ───────────────────────────────────────────────────────────────────────────────────────

function dependencesOf(
  model: TrainedModel,
  columns: Grid,
  means: readonly (readonly number[])[],
): readonly PartialDependence[] {
  const points = gridPoints(columns).map((point) => point.map(({ value }) => value))
  return model.spec.outputs.flatMap(predictedMeans).map((predicted, place) => ({
    ...predicted,
    columns: columns.map(({ name }) => name),
    points: points.map((values, i) => ({ values, prediction: means[i]![place]! })), // one a point
  }))
}

type Predicted = Pick<PartialDependence, "output" | "class" | "meaning">

function predictedMeans({ feature, type }: ModelOutput): readonly Predicted[] {
  const { name: output } = feature
  const texts = textsOf(feature)
  switch (type.predicts) {
    case "number":
      return [{ output, class: null, meaning: output }]
    case "truth":
      return [{ output, class: null, meaning: `probability of ${output} = ${texts[1]}` }]
    case "class":
      return Array.from({ length: type.logitsSize(feature) }, (_, id) => {
        const text = texts[id] ?? String(id)
        return { output, class: text, meaning: `probability of ${output} = ${text}` }
      })
  }
}
