// What is reported of one split, gathered batch by batch: each output's metrics and losses, and where asked its predictions.
import { invariant, type MetricBatch, type ModelOutput, type PredictionArrays, type Tensor } from "@fidelio/core"
import type { SplitMetrics } from "../training/callbacks.ts"

/** An output's predictions for a whole split, beside the truth in own units. */
export interface Collected {
  readonly targets: Float32Array | Int32Array
  readonly predicted: PredictionArrays
}

interface LossSums {
  values: number
  weights: number
}

interface OutputState {
  readonly output: ModelOutput
  readonly metricStates: unknown[]
  readonly objective: LossSums
  readonly loss: LossSums
  readonly batches: MetricBatch[]
}

type Results = Readonly<Record<string, Tensor>>

/** What a report has gathered, as plain data. */
type State = Pick<OutputState, "metricStates" | "objective" | "loss">

export interface SplitReport {
  /** Examples that were added. */
  readonly size: number
  /** For going on with the report in another process; predictions that were kept are not part of it. */
  readonly state: { readonly size: number; readonly outputs: Readonly<Record<string, State>> }
  /** Adds the outputs of the report graph for a batch of this many examples. */
  add(results: Results, size: number): void
  /** Feature → metric → value, with `loss` in own units; `combined.loss` is the objective on training's scale. */
  metrics(): SplitMetrics
  /** Every example's predictions; only where `keep` was set. */
  collected(feature: string): Collected
}

interface ReportOptions {
  /** Whether every prediction is kept. */
  readonly keep?: boolean
  /** What an earlier report had gathered. */
  readonly state?: SplitReport["state"] | undefined
}

export function createSplitReport(
  outputs: readonly ModelOutput[],
  { keep = false, state: earlier }: ReportOptions = {},
): SplitReport {
  let rows = earlier?.size ?? 0
  const states = new Map(
    outputs.map((output): [string, OutputState] => [
      output.feature.name,
      {
        output,
        metricStates: output.type.metrics.map((metric) => metric.initial(output.type.metricOutput(output.feature))),
        objective: { values: 0, weights: 0 },
        loss: { values: 0, weights: 0 },
        ...earlier?.outputs[output.feature.name],
        batches: [],
      },
    ]),
  )
  return {
    get size() {
      return rows
    },
    get state() {
      const entries = Array.from(states, ([name, { metricStates, objective, loss }]): [string, State] => [
        name,
        { metricStates, objective, loss },
      ])
      return { size: rows, outputs: Object.fromEntries(entries) }
    },
    add(results, size) {
      rows += size
      for (const state of states.values()) addBatch(state, results, { size, keep })
    },
    metrics: () => summarize([...states.values()]),
    collected(feature) {
      const state = states.get(feature)
      invariant(state !== undefined && keep, `no predictions were kept for "${feature}"`)
      return joinBatches(state.batches)
    },
  }
}

function addBatch(
  state: OutputState,
  results: Results,
  { size, keep }: { readonly size: number; readonly keep: boolean },
): void {
  const { output } = state
  const name = output.feature.name
  const batch = metricBatch(results, name, size)
  for (const [i, metric] of output.type.metrics.entries())
    state.metricStates[i] = metric.update(state.metricStates[i], batch)
  addSums(state.objective, results, `${name}.objective`, size)
  addSums(state.loss, results, output.type.ownUnits === undefined ? `${name}.objective` : `${name}.loss`, size)
  if (keep) state.batches.push(batch)
}

function metricBatch(results: Results, name: string, size: number): MetricBatch {
  const array = (suffix: string): Float32Array | Int32Array =>
    results[`${name}.${suffix}`]!.data as Float32Array | Int32Array // by the report graph
  const groups = results["groups"]?.data as Int32Array | undefined // of ranked examples, by the report graph
  const batch = {
    size,
    targets: array("target"),
    predictions: array("predictions"),
    ...(groups === undefined ? {} : { groups }),
  }
  return results[`${name}.probabilities`] === undefined
    ? batch
    : { ...batch, probabilities: array("probabilities") as Float32Array }
}

function addSums(sums: LossSums, results: Results, name: string, size: number): void {
  sums.values += Number(results[name]!.data[0]) // every loss has its sum
  const weight = results[`${name}_weight`]
  sums.weights += weight === undefined ? size : Number(weight.data[0])
}

function finished({ values, weights }: LossSums, output: ModelOutput): number | null {
  if (weights === 0) return null
  const mean = values / weights
  const loss = output.loss.component.finish === "root_mean" ? Math.sqrt(mean) : mean
  return Number.isFinite(loss) ? loss : null
}

function summarize(states: readonly OutputState[]): SplitMetrics {
  let objective: number | null = 0
  const byFeature: Record<string, Record<string, number | null>> = {}
  for (const { output, metricStates, objective: sums, loss } of states) {
    const { metrics: known, lossOfRanks } = output.type
    const metrics = Object.fromEntries(known.map((metric, i) => [metric.type, metric.compute(metricStates[i])]))
    const ofExamples = (all: LossSums): number | null =>
      lossOfRanks === undefined ? finished(all, output) : lossOfRanks(metrics)
    byFeature[output.feature.name] = { loss: ofExamples(loss), ...metrics }
    const term = ofExamples(sums)
    objective =
      objective === null || term === null ? null : objective + term * (output.loss.settings["weight"] as number) // every loss has one
  }
  return { combined: { loss: objective }, ...byFeature }
}

function joinBatches(batches: readonly MetricBatch[]): Collected {
  const size = batches.reduce((sum, batch) => sum + batch.size, 0)
  const predicted = { size, predictions: joinArrays(batches.map(({ predictions }) => predictions)) }
  const probabilities = batches.flatMap((batch) => (batch.probabilities === undefined ? [] : [batch.probabilities]))
  return {
    targets: joinArrays(batches.map(({ targets }) => targets)),
    predicted:
      probabilities.length === 0
        ? predicted
        : { ...predicted, probabilities: joinArrays(probabilities) as Float32Array }, // probabilities are float32
  }
}

function joinArrays(arrays: readonly (Float32Array | Int32Array)[]): Float32Array | Int32Array {
  const length = arrays.reduce((sum, array) => sum + array.length, 0)
  const joined = arrays[0] instanceof Int32Array ? new Int32Array(length) : new Float32Array(length)
  let at = 0
  for (const array of arrays) {
    joined.set(array, at)
    at += array.length
  }
  return joined
}
