// What models count, for Prometheus: read when it is asked for, so that predicting costs nothing more.
import { Counter, Gauge, type Registry } from "prom-client"
import type { Histogram, HostedModel, ServingCounters } from "../hosted-model.ts"

type KeysOf<T> = { [K in keyof ServingCounters]: ServingCounters[K] extends T ? K : never }[keyof ServingCounters]
type Described<T> = readonly (readonly [key: KeysOf<T>, name: string, help: string])[]

const totals: Described<number> = [
  ["requests", "predictions_total", "Requests that the model accepted."],
  ["rows", "rows_total", "Rows that the model accepted."],
  ["rejected", "rejected_total", "Requests that were refused because the queue was full."],
  ["timedOut", "timed_out_total", "Requests that took too long."],
  ["cancelled", "cancelled_total", "Requests whose client gave up."],
  ["failed", "failed_total", "Requests that the model could not predict."],
  ["workersLost", "workers_lost_total", "Worker threads that died and were replaced."],
  ["reloads", "reloads_total", "Times that the model was loaded again."],
  ["failedReloads", "failed_reloads_total", "Times that loading it again failed."],
]

const levels: Described<number> = [
  ["queuedRows", "queued_rows", "Rows that wait for a worker."],
  ["busyWorkers", "busy_workers", "Worker threads that predict now."],
  ["readyWorkers", "ready_workers", "Worker threads that are warm."],
]

const byColumn: Described<ReadonlyMap<string, number>> = [
  ["unknownLabels", "unknown_labels_total", "Texts that training did not see."],
  ["missingValues", "missing_values_total", "Values that were missing."],
]

const histograms: Described<Histogram> = [
  ["batchRows", "batch_rows", "Rows of a batch."],
  ["batchSeconds", "batch_duration_seconds", "Time that a batch took."],
  ["queueSeconds", "queue_duration_seconds", "Time that requests waited for a worker."],
]

const nameOf = (name: string): string => `fidelio_model_${name}`

export function addModelMetrics(registry: Registry, models: readonly HostedModel[]): void {
  const registers = [registry]
  for (const [key, name, help] of totals) {
    new Counter({
      name: nameOf(name),
      help,
      labelNames: ["model"],
      registers,
      collect() {
        this.reset()
        for (const model of models) this.inc({ model: model.name }, model.counters[key])
      },
    })
  }
  for (const [key, name, help] of byColumn) {
    new Counter({
      name: nameOf(name),
      help,
      labelNames: ["model", "column"],
      registers,
      collect() {
        this.reset()
        for (const model of models)
          for (const [column, count] of model.counters[key]) this.inc({ model: model.name, column }, count)
      },
    })
  }
  for (const [key, name, help] of levels) {
    new Gauge({
      name: nameOf(name),
      help,
      labelNames: ["model"],
      registers,
      collect() {
        for (const model of models) this.set({ model: model.name }, model.counters[key])
      },
    })
  }
  new Gauge({
    name: nameOf("ready"),
    help: "Whether the model is warm.",
    labelNames: ["model", "version"],
    registers,
    collect() {
      this.reset() // versions go
      for (const { name, version, isReady } of models) this.set({ model: name, version }, Number(isReady))
    },
  })
}

/** Histograms that are counted already, which the client library has no place for, as text. */
export const modelHistograms = (models: readonly HostedModel[]): string =>
  histograms
    .map(([key, name, help]) => {
      const series = models.flatMap((model) => seriesOf(nameOf(name), model.name, model.counters[key]))
      return [`# HELP ${nameOf(name)} ${help}`, `# TYPE ${nameOf(name)} histogram`, ...series, ""].join("\n")
    })
    .join("\n")

function seriesOf(name: string, model: string, { bounds, counts, count, sum }: Histogram): readonly string[] {
  let upTo = 0
  const buckets = bounds.map(
    (bound, place) => `${name}_bucket{model="${model}",le="${bound}"} ${(upTo += counts[place]!)}`,
  )
  return [
    ...buckets,
    `${name}_bucket{model="${model}",le="+Inf"} ${count}`,
    `${name}_sum{model="${model}"} ${sum}`,
    `${name}_count{model="${model}"} ${count}`,
  ]
}
