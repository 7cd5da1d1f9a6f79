// Keeps a model ready to predict: reads its folder, starts its threads, replaces it when its files change.
import { availableParallelism } from "node:os"
import { FidelioError, type ModelSignature } from "@fidelio/core"
import type {
  HostedModel,
  HostOptions,
  HostSettings,
  PredictRowsOptions,
  Results,
  Rows,
  ServingCounters,
  ServingEvent,
} from "./hosted-model.ts"
import type { ThreadSetup } from "./messages.ts"
import { ModelThread } from "./model-thread.ts"
import { RunningCounters } from "./running-counters.ts"
import { readModelFiles, ServedVersion, type ModelFiles } from "./served-version.ts"
import { ServingError } from "./serving-error.ts"
import { watchFolder } from "./watch-folder.ts"

/** What is not said. One core is left to the thread that reads requests. */
export const hostDefaults = (): HostSettings => ({
  workers: Math.max(1, availableParallelism() - 1),
  maxBatchSize: 256,
  maxLatencyMs: 0,
  maxQueuedRows: 10_000,
  timeoutMs: 30_000,
  watch: false,
})

export type StartThread = (setup: ThreadSetup, name: string) => ModelThread

const startModelThread: StartThread = (setup, name) => new ModelThread(setup, { name })

/** Reads a model and starts it; `whenReady` settles when it can predict without delay. Rejects where the folder holds no sound model. */
export async function hostModel(
  options: HostOptions,
  startThread: StartThread = startModelThread,
): Promise<HostedModel> {
  const settings = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as HostOptions // as it was, without gaps
  const files = await readModelFiles(options.modelPath)
  return new ModelHost({ ...hostDefaults(), ...settings }, files, startThread)
}

class ModelHost implements HostedModel {
  readonly name: string
  readonly #options: HostOptions & HostSettings
  readonly #startThread: StartThread
  readonly #counters = new RunningCounters()
  readonly #firstStart: Promise<void>
  #current: ServedVersion
  /** Versions that were replaced and end what they began. */
  readonly #draining = new Set<Promise<void>>()
  #reloading: Promise<void> = Promise.resolve()
  #closing: Promise<void> | undefined
  #watch: Disposable | undefined

  constructor(options: HostOptions & HostSettings, files: ModelFiles, startThread: StartThread) {
    this.name = options.name
    this.#options = options
    this.#startThread = startThread
    this.#current = this.#serve(files)
    this.#firstStart = this.#startFirst()
    this.#firstStart.catch(() => undefined) // `whenReady` tells
  }

  get version(): string {
    return this.#current.version
  }

  get signature(): ModelSignature {
    return this.#current.signature
  }

  get isReady(): boolean {
    return this.#closing === undefined && this.#current.isReady
  }

  get counters(): ServingCounters {
    return this.#counters
  }

  whenReady(): Promise<void> {
    return this.#firstStart
  }

  predict(rows: Rows, options: PredictRowsOptions = {}): Promise<Results> {
    if (this.#closing !== undefined) return Promise.reject(this.#unavailable())
    return this.#current.predict(rows, options)
  }

  reload(): Promise<void> {
    return this.#reload(() => true)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #serve(files: ModelFiles): ServedVersion {
    this.#counters.expect(files.signature)
    return new ServedVersion(files, {
      settings: this.#options,
      counters: this.#counters,
      startThread: (setup) => this.#startThread(setup, `fidelio ${this.name}`),
      onWorkerLost: (error) => this.#tell({ type: "worker_lost", model: this.name, error }),
    })
  }

  async #startFirst(): Promise<void> {
    const started = performance.now()
    await this.#current.start()
    const seconds = (performance.now() - started) / 1000
    this.#tell({ type: "ready", model: this.name, version: this.version, seconds })
    if (!this.#options.watch || this.#closing !== undefined) return
    this.#watch = watchFolder(
      this.#options.modelPath,
      () => this.#reload(({ version }) => version !== this.version).catch(() => undefined), // told and counted there
    )
  }

  /** One after the other. */
  #reload(isWanted: (files: ModelFiles) => boolean): Promise<void> {
    const reload = this.#reloading.then(() => this.#replace(isWanted))
    this.#reloading = reload.catch(() => undefined) // whoever asked is told
    return reload
  }

  async #replace(isWanted: (files: ModelFiles) => boolean): Promise<void> {
    if (this.#closing !== undefined) throw this.#unavailable()
    const started = performance.now()
    try {
      const files = await readModelFiles(this.#options.modelPath)
      if (!isWanted(files)) return
      const next = this.#serve(files)
      await next.start()
      this.#swap(next)
    } catch (cause) {
      const error = cause instanceof FidelioError ? cause : unreadable(this.#options.modelPath, cause)
      this.#counters.failedReloads++
      this.#tell({ type: "reload_failed", model: this.name, error })
      throw error
    }
    this.#counters.reloads++
    const seconds = (performance.now() - started) / 1000
    this.#tell({ type: "reloaded", model: this.name, version: this.version, seconds })
  }

  #swap(next: ServedVersion): void {
    const old = this.#current
    this.#current = next
    const drained = old.drain().finally(() => this.#draining.delete(drained))
    this.#draining.add(drained)
  }

  async #close(): Promise<void> {
    this.#watch?.[Symbol.dispose]()
    await this.#reloading
    await this.#current.drain()
    await Promise.all(this.#draining)
  }

  #unavailable(): ServingError {
    return new ServingError(
      "serving/unavailable",
      `The model "${this.name}" is being closed and takes no more requests.`,
    )
  }

  #tell(event: ServingEvent): void {
    this.#options.onEvent?.(event)
  }
}

/** The file system's own errors, such as those of a folder that is being replaced. */
const unreadable = (path: string, cause: unknown): FidelioError =>
  new FidelioError(
    "artifact/corrupt",
    `"${path}" cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
    { at: path, cause },
  )
