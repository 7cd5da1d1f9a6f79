// One version of a hosted model: its files read, its threads warm, its own queue.
import { readRawValue, type FidelioError, type InputColumn, type ModelSignature } from "@fidelio/core"
import { loadModelDirectory } from "../artifact/model-directory.ts"
import { modelOf } from "../artifact/save-model.ts"
import { Batcher } from "./batcher.ts"
import type { HostSettings, PredictRowsOptions, Results, Rows } from "./hosted-model.ts"
import { joinResults, joinRows } from "./join-rows.ts"
import { threadSetup, type Batch, type ThreadSetup } from "./messages.ts"
import type { ModelThread } from "./model-thread.ts"
import type { RunningCounters } from "./running-counters.ts"
import { ServingError } from "./serving-error.ts"
import { ThreadPool } from "./thread-pool.ts"

/** What is needed of a model's folder to serve it. */
export interface ModelFiles {
  /** Short hash of the files. */
  readonly version: string
  readonly signature: ModelSignature
  /** ONNX. */
  readonly graph: Uint8Array
}

export async function readModelFiles(path: string): Promise<ModelFiles> {
  const parts = await loadModelDirectory(path)
  return { version: parts.fingerprint.slice(0, 12), signature: modelOf(parts).signature, graph: parts.graph }
}

export interface VersionOptions {
  readonly settings: HostSettings
  readonly counters: RunningCounters
  readonly startThread: (setup: ThreadSetup) => ModelThread
  readonly onWorkerLost: (error: FidelioError) => void
}

export class ServedVersion {
  readonly version: string
  readonly signature: ModelSignature
  readonly #batcher: Batcher
  readonly #pool: ThreadPool

  constructor({ version, signature, graph }: ModelFiles, options: VersionOptions) {
    const { settings, counters, startThread, onWorkerLost } = options
    this.version = version
    this.signature = signature
    this.#batcher = new Batcher(signature, settings, counters)
    const setup = threadSetup(graph, signature, warmUp(signature))
    this.#pool = new ThreadPool({
      size: settings.workers,
      batcher: this.#batcher,
      counters,
      startThread: () => startThread(setup),
      onLost: onWorkerLost,
    })
  }

  get isReady(): boolean {
    return this.#pool.isReady
  }

  /** Settles when it is warm; where it cannot be, what waits is answered with the error, and this rejects. */
  async start(): Promise<void> {
    try {
      await this.#pool.start()
    } catch (cause) {
      this.#batcher.failAll(cause as FidelioError) // the only kind that starting rejects with
      throw cause
    }
  }

  predict(rows: Rows, options: PredictRowsOptions): Promise<Results> {
    const wrong = this.signature.inputs.find((input) => !isColumn(rows, input))
    if (wrong !== undefined) return Promise.reject(otherColumns(wrong))
    if (rows.size === 0) return Promise.resolve(joinResults(this.signature.outputs, []))
    return this.#batcher.predict(rows, options)
  }

  /** Ends what is under way, then the threads. */
  async drain(): Promise<void> {
    await this.#batcher.emptied()
    await this.#pool.close()
  }
}

function isColumn({ size, columns }: Rows, { name, dtype }: InputColumn): boolean {
  const column = columns[name]
  return column?.length === size && (dtype === "string") === Array.isArray(column)
}

/** It was read as a version took it that has been replaced since, or by the caller's own rules. */
const otherColumns = ({ name, dtype }: InputColumn): ServingError =>
  new ServingError("serving/request", `The rows have no column "${name}" of dtype ${dtype} for every row.`, {
    hint: "Read them by the signature that the model has now.",
  })

/** The first runs of a session are slow, whatever the rows; sizes that requests will have. */
const warmUpSizes = [1, 1, 32, 1]

function warmUp({ inputs }: ModelSignature): readonly Batch[] {
  return warmUpSizes.map((size) => {
    const columns = inputs.map((input) => {
      const read = readRawValue(input, input.example)
      const value = "value" in read ? read.value : ""
      const column =
        input.dtype === "string"
          ? Array.from({ length: size }, () => String(value))
          : new Float32Array(size).fill(Number(value))
      return [input.name, column] as const
    })
    return joinRows(inputs, [{ rows: { size, columns: Object.fromEntries(columns) }, start: 0, end: size }])
  })
}
