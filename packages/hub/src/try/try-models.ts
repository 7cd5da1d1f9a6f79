// Versions that are loaded to answer predictions: by the code of `fidelio serve`, a few at a time.
import { createWriteStream } from "node:fs"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { basename, join } from "node:path"
import { pipeline } from "node:stream/promises"
import type { Kysely } from "kysely"
import { FidelioError } from "@fidelio/core"
import { hostModel, recordsOf, rowsOf, ServingError, type HostedModel } from "@fidelio/engine"
import type { Database } from "../db/schema.ts"
import type { Storage } from "../storage/storage.ts"

export type Row = Readonly<Record<string, string | number | boolean | null>>

export interface TryModels extends AsyncDisposable {
  /** Predictions of a ready version, one a row; loads it first where it is not, and puts away what was used longest ago. */
  predict(versionId: string, rows: readonly Row[]): Promise<readonly Readonly<Record<string, unknown>>[]>
}

export interface TryOptions {
  readonly db: Kysely<Database>
  readonly storage: Storage
  /** Folder in which models are while they are read. */
  readonly temporary: string
  /** Models that stay loaded. */
  readonly limit?: number | undefined
  /** Milliseconds after which one that nobody asks is put away. */
  readonly idleMs?: number | undefined
}

interface Loaded {
  readonly model: Promise<HostedModel>
  /** Requests under way. */
  readonly pending: Set<Promise<unknown>>
  lastUsed: number
}

export const createTryModels = (options: TryOptions): TryModels => new LoadedModels(options)

class LoadedModels implements TryModels {
  readonly #options: TryOptions
  readonly #limit: number
  readonly #idleMs: number
  /** By version, the one used longest ago first. */
  readonly #loaded = new Map<string, Loaded>()
  readonly #closing = new Set<Promise<void>>()
  readonly #timer: NodeJS.Timeout
  #isClosed = false

  constructor(options: TryOptions) {
    this.#options = options
    this.#limit = options.limit ?? 4
    this.#idleMs = options.idleMs ?? 10 * 60_000
    this.#timer = setInterval(() => this.#putIdleAway(), Math.min(this.#idleMs, 30_000)).unref()
  }

  async predict(versionId: string, rows: readonly Row[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    if (this.#isClosed) throw new FidelioError("hub/busy", "The hub is closing.")
    const loaded = this.#take(versionId)
    const answer = predictWith(loaded.model, rows)
    loaded.pending.add(answer)
    try {
      return await answer
    } finally {
      loaded.pending.delete(answer)
      loaded.lastUsed = performance.now()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#timer)
    for (const versionId of this.#loaded.keys()) this.#putAway(versionId)
    await Promise.all(this.#closing)
  }

  #take(versionId: string): Loaded {
    const known = this.#loaded.get(versionId)
    const loaded = known ?? { model: this.#load(versionId), pending: new Set(), lastUsed: performance.now() }
    this.#loaded.delete(versionId)
    this.#loaded.set(versionId, loaded) // now the last
    if (known === undefined) {
      loaded.model.catch(() => this.#loaded.get(versionId) === loaded && this.#loaded.delete(versionId))
      this.#makeRoom()
    }
    return loaded
  }

  /** Those under way end what they have begun: a model that is put away answers them first. */
  #makeRoom(): void {
    const spare = [...this.#loaded].filter(([, { pending }]) => pending.size === 0).map(([versionId]) => versionId)
    while (this.#loaded.size > this.#limit) {
      const next = spare.shift() ?? [...this.#loaded.keys()].at(0)!
      if (next === [...this.#loaded.keys()].at(-1)) return // the one that is being taken
      this.#putAway(next)
    }
  }

  #putIdleAway(): void {
    const now = performance.now()
    for (const [versionId, { pending, lastUsed }] of this.#loaded)
      if (pending.size === 0 && now - lastUsed > this.#idleMs) this.#putAway(versionId)
  }

  #putAway(versionId: string): void {
    const loaded = this.#loaded.get(versionId)
    if (loaded === undefined) return
    this.#loaded.delete(versionId)
    const closed = this.#close(loaded).finally(() => this.#closing.delete(closed))
    this.#closing.add(closed)
  }

  async #close(loaded: Loaded): Promise<void> {
    await Promise.allSettled(loaded.pending)
    const model = await loaded.model.catch(() => undefined) // whoever asked was told
    await model?.close()
  }

  /** Every file is checked twice: against its name in the storage, and against the model's manifest. */
  async #load(versionId: string): Promise<HostedModel> {
    const { db, storage, temporary } = this.#options
    const files = await db
      .selectFrom("version_artifact")
      .select(["path", "sha256"])
      .where("version_id", "=", versionId)
      .where("path", "like", "model/%")
      .execute()
    await mkdir(temporary, { recursive: true })
    const folder = await mkdtemp(join(temporary, "model-"))
    try {
      for (const { path, sha256 } of files)
        await pipeline(await storage.read(sha256), createWriteStream(join(folder, basename(path)), { flags: "wx" }))
      return await hostModel({ modelPath: folder, name: versionId, workers: 1, maxQueuedRows: 5_000 })
    } catch (cause) {
      throw new FidelioError("hub/storage", "The files of a version that is ready are damaged.", {
        at: versionId,
        cause,
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function predictWith(
  model: Promise<HostedModel>,
  rows: readonly Row[],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const hosted = await model
  await hosted.whenReady().catch((cause: unknown) => {
    throw new FidelioError("hub/model", `The model cannot be run: ${sentenceOf(cause)}`, { cause })
  })
  const given = rowsOf(hosted.signature, rows)
  const results = await hosted.predict(given).catch((cause: unknown) => {
    const isBusy = cause instanceof ServingError && waits.has(cause.code)
    throw isBusy ? new FidelioError("hub/busy", cause.message, { cause }) : cause
  })
  return recordsOf(hosted.signature, results)
}

/** It may help to come again. */
const waits: ReadonlySet<string> = new Set(["serving/overloaded", "serving/unavailable", "serving/timeout"])

const sentenceOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
