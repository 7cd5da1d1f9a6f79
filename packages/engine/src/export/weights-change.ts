// What smaller weights change: the metrics of both graphs on the same labelled rows, each row run through ONNX Runtime.
import {
  encodedColumn,
  groupColumn,
  inputsByReading,
  readingKey,
  type ModelOutput,
  type Metric,
  type MetricBatch,
  type OutputColumn,
  type Tensor,
} from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { DataEngine } from "../data/data-engine.ts"
import { encodeStream, type EncodedBatch } from "../data/encode-stream.ts"
import type { TableSource } from "../data/sources.ts"
import { labelledOptions, type TableOptions } from "../prediction/predict-table.ts"
import { createSession } from "../runtime/session.ts"

/** A metric of both graphs; null where it is not defined. */
export interface MetricChange {
  readonly before: number | null
  readonly after: number | null
}

export interface MeasuredChange {
  /** Rows that were predicted; those without a target are left out. */
  readonly rows: number
  /** Feature → metric → its change. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, MetricChange>>>>
}

interface Graphs {
  readonly before: Uint8Array
  readonly after: Uint8Array
}

/** Predicts a labelled table with both graphs. */
export async function measureChange(
  model: TrainedModel,
  graphs: Graphs,
  dataset: TableSource,
  options: TableOptions,
): Promise<MeasuredChange> {
  await using engine = await DataEngine.open()
  await using before = await createSession(graphs.before, { device: "cpu" })
  await using after = await createSession(graphs.after, { device: "cpu" })
  const scores = { before: new Scores(model), after: new Scores(model) }
  let rows = 0
  const encoding = { ...labelledOptions(model, options), withRaw: true }
  for await (const batch of encodeStream(engine, dataset, model.features, encoding)) {
    if (batch.size === 0) continue
    const feeds = feedsOf(model, batch)
    scores.before.add(batch, await before.run(feeds))
    scores.after.add(batch, await after.run(feeds))
    rows += batch.size
  }
  return { rows, metrics: changes(scores.before.metrics(), scores.after.metrics()) }
}

/** The batch's columns as the inputs of the graph. */
function feedsOf({ features, signature }: TrainedModel, { raw, size }: EncodedBatch): Record<string, Tensor> {
  const inputs = inputsByReading(signature)
  return Object.fromEntries(
    features
      .filter(({ role }) => role === "input")
      .map((feature): [string, Tensor] => {
        const { name, dtype } = inputs.get(readingKey(feature))! // the signature has each
        return [name, { dtype, shape: [size], data: raw.get(feature.key)! }] // each was read
      }),
  )
}

type MetricValues = Readonly<Record<string, Readonly<Record<string, number | null>>>>

const changes = (before: MetricValues, after: MetricValues): MeasuredChange["metrics"] =>
  mapValues(before, (metrics, feature) =>
    mapValues(metrics, (value, metric) => ({ before: value, after: after[feature]?.[metric] ?? null })),
  )

const mapValues = <V, W>(record: Readonly<Record<string, V>>, map: (value: V, key: string) => W): Record<string, W> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))

type Results = Readonly<Record<string, Tensor>>

/** The metrics of one graph, batch by batch. */
class Scores {
  readonly #model: TrainedModel
  readonly #states: readonly {
    readonly output: ModelOutput
    readonly metrics: { readonly metric: Metric; state: unknown }[]
  }[]

  constructor(model: TrainedModel) {
    this.#model = model
    this.#states = model.spec.outputs.map((output) => ({
      output,
      metrics: output.type.metrics.map((metric) => ({
        metric,
        state: metric.initial(output.type.metricOutput(output.feature)),
      })),
    }))
  }

  add(batch: EncodedBatch, results: Results): void {
    for (const { output, metrics } of this.#states) {
      const scored = metricBatch(this.#model, output, batch, results)
      for (const one of metrics) one.state = one.metric.update(one.state, scored)
    }
  }

  metrics(): MetricValues {
    return Object.fromEntries(
      this.#states.map(({ output, metrics }) => [
        output.feature.name,
        Object.fromEntries(metrics.map(({ metric, state }) => [metric.type, metric.compute(state)])),
      ]),
    )
  }
}

/** The graph's labels as ids again, beside the true ones. */
function metricBatch(model: TrainedModel, output: ModelOutput, batch: EncodedBatch, results: Results): MetricBatch {
  const { feature, type } = output
  const column = (role: OutputColumn["role"]): OutputColumn | undefined =>
    model.signature.outputs.find((one) => one.feature === feature.name && one.role === role)
  const predicted = column("predictions")!
  const probabilities = column("probabilities")
  const scored = {
    size: batch.size,
    targets: (type.ownUnits === undefined
      ? encodedColumn(model.layout, batch, feature)
      : batch.raw.get(feature.key)!) as Float32Array | Int32Array, // what has units is read as numbers
    predictions: idsOf(results[predicted.name]!, predicted.labels), // the graph has all of its signature
    ...(type.lossOfRanks && { groups: encodedColumn(model.layout, batch, groupColumn) as Int32Array }), // by its dtype
  }
  if (probabilities === undefined) return scored
  const all = results[probabilities.name]!.data as Float32Array // likewise
  return { ...scored, probabilities: type.logitsSize(feature) === 1 ? lastOf(all, probabilities.shape[0]!) : all }
}

function idsOf({ data }: Tensor, labels: readonly string[] = []): Float32Array | Int32Array {
  if (data instanceof Float32Array) return data
  if (data instanceof Uint8Array) return Int32Array.from(data)
  const ids = new Map(labels.map((label, id) => [label, id]))
  return Int32Array.from(data as readonly string[], (label) => ids.get(label)!) // what is no number or truth value is a label
}

/** The last of every `width` numbers: of two classes told by one logit, the probability of the second. */
const lastOf = (all: Float32Array, width: number): Float32Array =>
  Float32Array.from({ length: all.length / width }, (_, row) => all[(row + 1) * width - 1]!)
