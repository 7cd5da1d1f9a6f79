// What serving is made of, seen from outside: rows in, results out, a model that is kept ready, and what it counts.
import type { FidelioError, ModelSignature } from "@fidelio/core"

/** Rows as the graph takes them, by input: NaN and "" are missing. */
export interface Rows {
  readonly size: number
  readonly columns: Readonly<Record<string, Float32Array | readonly string[]>>
  /** What was noticed on reading them, counted by input, for the model's counters. */
  readonly notes?: RowNotes | undefined
}

export interface RowNotes {
  /** Texts that training did not see, of inputs whose labels are known. */
  readonly unknownLabels: ReadonlyMap<string, number>
  readonly missingValues: ReadonlyMap<string, number>
}

/** Results as the graph gives them, by output column; what has several numbers a row (probabilities) is row after row. */
export interface Results {
  readonly size: number
  /** Texts, numbers, or truth values (0 and 1). */
  readonly columns: Readonly<Record<string, Float32Array | readonly string[] | Uint8Array>>
}

/** How often values fell up to each bound; what is above the last is in `count` only. */
export interface Histogram {
  readonly bounds: readonly number[]
  /** One entry a bound: values up to it and above the bound before. */
  readonly counts: Readonly<Float64Array>
  readonly count: number
  readonly sum: number
}

/** All of it only grows, but for the three that say so. Reloads keep it. */
export interface ServingCounters {
  /** That `predict` accepted. */
  readonly requests: number
  readonly rows: number
  readonly rejected: number
  readonly timedOut: number
  /** Given up by their signal. */
  readonly cancelled: number
  readonly failed: number
  /** Rows a batch. */
  readonly batchRows: Histogram
  /** Seconds from handing a batch to a worker to having its results. */
  readonly batchSeconds: Histogram
  /** Seconds that requests waited for a worker. */
  readonly queueSeconds: Histogram
  /** Goes up and down. */
  readonly queuedRows: number
  /** Goes up and down. */
  readonly busyWorkers: number
  /** That are warm; goes up and down. */
  readonly readyWorkers: number
  /** That died and were replaced. */
  readonly workersLost: number
  readonly reloads: number
  readonly failedReloads: number
  /** By input; every input whose labels are known has an entry. */
  readonly unknownLabels: ReadonlyMap<string, number>
  /** By input; every input has an entry. */
  readonly missingValues: ReadonlyMap<string, number>
}

/** What happens to a hosted model besides requests, for the log. */
export type ServingEvent =
  | { readonly type: "ready"; readonly model: string; readonly version: string; readonly seconds: number }
  | { readonly type: "reloaded"; readonly model: string; readonly version: string; readonly seconds: number }
  | { readonly type: "reload_failed"; readonly model: string; readonly error: FidelioError }
  | { readonly type: "worker_lost"; readonly model: string; readonly error: FidelioError }

export interface PredictRowsOptions {
  readonly signal?: AbortSignal | undefined
}

/** A model that is kept in memory, ready to predict. */
export interface HostedModel extends AsyncDisposable {
  readonly name: string
  /** Short hash of the model's files. */
  readonly version: string
  readonly signature: ModelSignature
  /** Every worker has predicted an example. */
  readonly isReady: boolean
  /** Settles when it is ready first; rejects where the graph cannot be run. */
  whenReady(): Promise<void>
  /**
   * Rejects with a `ServingError`: serving/overloaded (503, `retryAfter`) when the queue is full, serving/timeout (504) when it takes too
   * long, serving/unavailable (503) once it is closed, serving/failed (500) where the graph fails; and with `CancelledError` by the signal.
   */
  predict(rows: Rows, options?: PredictRowsOptions): Promise<Results>
  readonly counters: ServingCounters
  /** Loads the folder again, warms it, swaps it in; requests under way end on the old one. On failure the old one goes on, and this rejects. */
  reload(): Promise<void>
  /** Takes no more requests, ends those under way, then stops the workers. The same as disposing of it. */
  close(): Promise<void>
}

export interface HostSettings {
  /** Threads that predict, one session each. */
  readonly workers: number
  /** Rows of a batch; larger requests are cut up. */
  readonly maxBatchSize: number
  /** How long a request may wait for company while a worker is idle, in milliseconds. */
  readonly maxLatencyMs: number
  /** Rows that may wait for a worker. A request that is larger than that is taken when none waits. */
  readonly maxQueuedRows: number
  readonly timeoutMs: number
  /** Whether to reload when the files change. */
  readonly watch: boolean
}

export interface HostOptions extends Partial<HostSettings> {
  /** The model's folder. */
  readonly modelPath: string
  readonly name: string
  readonly onEvent?: ((event: ServingEvent) => void) | undefined
}

/** One thing that is wrong with a request. */
export interface RequestProblem {
  /** Place among the records, from 0; undefined: of the request as a whole. */
  readonly record: number | undefined
  readonly field: string | undefined
  /** A sentence: what was found and what is expected. */
  readonly message: string
  readonly hint: string | undefined
}

/** A column as clients send tensors: flat, one entry a row. Null: missing. */
export type TensorData = ArrayLike<unknown>
