// Permutation importance of a model of any type: what its followed metric loses when a column's values are dealt out anew.
import {
  allocateTables,
  DataError,
  encodedColumn,
  permutationImportance,
  splitOf,
  type EncodedSplit,
  type FittedFeature,
} from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { DataEngine } from "../data/data-engine.ts"
import { encodeStream } from "../data/encode-stream.ts"
import type { TableSource } from "../data/sources.ts"
import { createEvaluator, type Evaluator } from "../evaluation/evaluator.ts"
import { labelledOptions, type TableOptions } from "../prediction/predict-table.ts"
import { sessionSettings } from "../runtime/session-settings.ts"
import { inputsOf } from "../training/learner-columns.ts"
import { followedMetric } from "./followed-metric.ts"
import { sampleRows } from "./sample-rows.ts"

const batchSize = 4096

export interface PermutationSettings extends TableOptions {
  /** Rows that are drawn from the dataset, at most. */
  readonly maxRows: number
  /** How often each column is permuted. */
  readonly repeats: number
  readonly seed: number
  /** Told of each evaluation. */
  readonly onEvaluation?: ((done: number, all: number) => void) | undefined
}

export interface ColumnDrop {
  /** Column of the data: all inputs that are made of it are permuted together. */
  readonly column: string
  /** How much worse the metric gets, on average over the repeats; negative where it gets better, null where it has no value. */
  readonly drop: number | null
  readonly standardDeviation: number | null
}

export interface PermutationExplanation {
  /** Output and metric that were followed. */
  readonly output: string
  readonly metric: string
  readonly direction: "minimize" | "maximize"
  /** The metric of the rows as they are. */
  readonly baseline: number
  /** Rows that were evaluated, and rows of the dataset with known targets. */
  readonly rows: number
  readonly rowsOfDataset: number
  readonly repeats: number
  /** The most important first. */
  readonly columns: readonly ColumnDrop[]
}

export async function explainByPermutation(
  model: TrainedModel,
  dataset: TableSource,
  settings: PermutationSettings,
): Promise<PermutationExplanation> {
  const { repeats, maxRows, seed } = settings
  const { examples, seen } = await labelledRows(model, dataset, settings)
  if (examples.size === 0) throw new DataError("data/empty", "no row of the dataset has a target that can be evaluated")
  const followed = followedMetric(model)
  const { output, metric, direction } = followed
  const sign = direction === "minimize" ? -1 : 1
  await using evaluator = await createEvaluator({
    spec: model.spec,
    layout: model.layout,
    batchSize: Math.min(batchSize, maxRows),
    session: sessionSettings(model.config.backend),
  })
  const inputs = inputsOf(model.features)
  const names = [...new Set(inputs.map(({ column }) => column))]
  let evaluations = 0
  const { baseline, importances } = await permutationImportance({
    columns: inputs.map((feature) => ({ values: encodedColumn(model.layout, examples, feature) })),
    groups: names.map((name) => inputs.flatMap(({ column }, place) => (column === name ? [place] : []))),
    repeats,
    seed,
    async score(columns) {
      settings.signal?.throwIfAborted()
      const given = withColumns(model, examples, { inputs, columns })
      const value = followed.of?.(given) ?? (await metricOf(evaluator, model, given, { output, metric }))
      settings.onEvaluation?.(++evaluations, names.length * repeats + 1)
      return sign * value
    },
  })
  if (Number.isNaN(baseline)) throw withoutValue(output, metric)
  const columns = names.map((column, i): ColumnDrop => {
    const { mean, standardDeviation } = importances[i]! // one a group
    return { column, drop: orNull(mean), standardDeviation: orNull(standardDeviation) }
  })
  return {
    output,
    metric,
    direction,
    baseline: sign * baseline,
    rows: examples.size,
    rowsOfDataset: seen,
    repeats,
    columns: columns.toSorted((a, b) => (b.drop ?? -Infinity) - (a.drop ?? -Infinity)),
  }
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

const withoutValue = (output: string, metric: string): DataError =>
  new DataError("data/value", `${output}.${metric} has no value for these rows`, {
    hint: "Give more rows: some metrics need rows of every class.",
  })

async function labelledRows(model: TrainedModel, dataset: TableSource, settings: PermutationSettings) {
  await using engine = await DataEngine.open()
  const parts = encodeStream(engine, dataset, model.features, labelledOptions(model, settings))
  return await sampleRows(parts, { layout: model.layout, rows: settings.maxRows, seed: settings.seed })
}

interface GivenColumns {
  readonly inputs: readonly FittedFeature[]
  readonly columns: readonly { readonly values: Float32Array | Int32Array }[]
}

/** The examples with other inputs. */
function withColumns(
  { layout }: TrainedModel,
  examples: EncodedSplit,
  { inputs, columns }: GivenColumns,
): EncodedSplit {
  const tables = allocateTables(layout, examples.size)
  for (const [i, { key }] of inputs.entries()) {
    const { table, index } = layout.columns[key]! // of every feature
    const width = layout.tables[table].length
    const { values } = columns[i]! // one an input
    for (let row = 0, at = index; row < values.length; row++, at += width) tables[table]![at] = values[row]!
  }
  const { size } = examples
  return { size, tables: { ...splitOf(layout, size, tables).tables, ...othersOf(examples) } }
}

/** Targets, and what is known of rows. */
const othersOf = ({ tables }: EncodedSplit): EncodedSplit["tables"] =>
  Object.fromEntries(Object.entries(tables).filter(([name]) => !name.startsWith("inputs")))

/** NaN where the metric has no value. */
async function metricOf(
  evaluator: Evaluator,
  model: TrainedModel,
  examples: EncodedSplit,
  { output, metric }: { readonly output: string; readonly metric: string },
): Promise<number> {
  const report = await evaluator.evaluate(examples, model.weights)
  return report.metrics()[output]?.[metric] ?? NaN
}
