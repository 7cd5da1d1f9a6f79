// A worker: takes trainings out of the queue and runs each in a process of its own, a few at a time.
import { rm } from "node:fs/promises"
import { hostname } from "node:os"
import { resolve } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { sql, type Kysely } from "kysely"
import { FidelioError } from "@fidelio/core/errors"
import { connect, databaseError } from "../db/connect.ts"
import type { Database } from "../db/schema.ts"
import { openJobQueue } from "../jobs/boss-queue.ts"
import type { HeldJob, WorkQueue } from "../jobs/job-queue.ts"
import type { Storage } from "../storage/storage.ts"
import { runTraining, type TrainingEnd } from "./run-training.ts"
import { findHub, openStorage, type StoragePlace } from "./storage-place.ts"
import { takeUp } from "./take-up.ts"
import { openTemporary } from "./temporary.ts"
import { TrainingRecord } from "./training-record.ts"

/** Milliseconds between two looks into the queue. */
const takeInterval = 500

/** Milliseconds between two signs of life, to the queue and in the list of workers. */
const beatInterval = 3_000

export type WorkerEvent =
  | { readonly type: "started"; readonly worker: string; readonly concurrency: number }
  | { readonly type: "taken"; readonly version: string; readonly attempt: number }
  | { readonly type: "ended"; readonly version: string; readonly how: TrainingEnd; readonly seconds: number }
  | { readonly type: "fault"; readonly message: string }

export interface WorkerOptions {
  /** `postgres://…` */
  readonly database: string
  /** The folder of the storage; not given, files come and go through the hub. */
  readonly storage?: string | undefined
  /** Unique among the hub's workers; made of machine and process where not given. */
  readonly name?: string | undefined
  /** Trainings at a time. */
  readonly concurrency: number
  /** Folder for what is being worked on; that of the system where not given. */
  readonly temporary?: string | undefined
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined
}

export interface TrainingWorker extends AsyncDisposable {
  readonly name: string
  /** Stops; trainings under way go back to the queue, from their last checkpoints. */
  close(): Promise<void>
}

export async function startWorker(options: WorkerOptions): Promise<TrainingWorker> {
  const { concurrency, onEvent } = options
  const name = options.name ?? `${hostname()}-${process.pid}`
  const onFault = (cause: unknown): void =>
    onEvent?.({ type: "fault", message: cause instanceof Error ? cause.message : String(cause) })
  const db = connect(options.database, { maxConnections: 2 + concurrency, onFault })
  const temporary = await openTemporary(options.temporary)
  const place = options.storage === undefined ? await findHub(db) : { folder: resolve(options.storage) }
  const parts = {
    db,
    name,
    concurrency,
    onFault,
    onEvent,
    queue: await openQueue(db, options.database, onFault),
    temporary,
    place,
    storage: await openStorage(place, temporary),
  }
  const worker = new Worker(parts)
  onEvent?.({ type: "started", worker: name, concurrency })
  return worker
}

async function openQueue(
  db: Kysely<Database>,
  database: string,
  onFault: (cause: unknown) => void,
): Promise<WorkQueue> {
  try {
    await db.selectFrom("version").select("lost").limit(1).execute()
    return await openJobQueue(db, { supervised: database, onError: onFault })
  } catch (cause) {
    await db.destroy()
    if (!(cause instanceof Error && "code" in cause && String(cause.code).startsWith("42")))
      throw databaseError(database, cause)
    throw new FidelioError("hub/database", "The database has not the tables of this version of the hub.", {
      hint: "Start the hub on it first, of the same version as the worker.",
      cause,
    })
  }
}

interface WorkerParts {
  readonly db: Kysely<Database>
  readonly queue: WorkQueue
  readonly storage: Storage
  readonly place: StoragePlace
  readonly temporary: string
  readonly name: string
  readonly concurrency: number
  readonly onFault: (cause: unknown) => void
  readonly onEvent: WorkerOptions["onEvent"]
}

class Worker implements TrainingWorker {
  readonly #parts: WorkerParts
  readonly #closing = new AbortController()
  readonly #running = new Map<HeldJob, Promise<void>>()
  readonly #loops: readonly Promise<void>[]
  #closed: Promise<void> | undefined

  constructor(parts: WorkerParts) {
    this.#parts = parts
    this.#loops = [this.#repeat(takeInterval, () => this.#take()), this.#repeat(beatInterval, () => this.#beat())]
  }

  get name(): string {
    return this.#parts.name
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Does it, waits, does it again; what goes wrong is told, for the database may come back. */
  async #repeat(interval: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      await work().catch(this.#parts.onFault)
      await delay(interval, undefined, { signal }).catch(() => undefined) // closing ends the wait
    }
  }

  async #take(): Promise<void> {
    const { db, queue, name, concurrency } = this.#parts
    while (this.#running.size < concurrency && !this.#closing.signal.aborted) {
      const job = await queue.take()
      if (job === undefined) return
      const taken = await takeUp(db, queue, { job, worker: name })
      if (taken === undefined) continue
      const training = this.#train(job, new TrainingRecord(taken, { ...this.#parts, job }))
      this.#running.set(job, training)
    }
  }

  async #train(job: HeldJob, record: TrainingRecord): Promise<void> {
    const { temporary, place, name, onFault, onEvent } = this.#parts
    const { name: version, lease } = record.taken
    const began = performance.now()
    onEvent?.({ type: "taken", version, attempt: lease })
    try {
      const how = await runTraining({
        record,
        storage: place,
        temporary,
        worker: name,
        signal: this.#closing.signal,
        onFault,
      })
      onEvent?.({ type: "ended", version, how, seconds: (performance.now() - began) / 1000 })
    } catch (cause) {
      onFault(cause) // its signs of life stop, and a worker takes it up again
    } finally {
      this.#running.delete(job)
    }
  }

  async #beat(): Promise<void> {
    const { db, queue, name, concurrency } = this.#parts
    await queue.beat([...this.#running.keys()])
    await db
      .insertInto("worker")
      .values({ name, host: hostname(), concurrency })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ heartbeat: sql`now()`, concurrency }))
      .execute()
    await db
      .deleteFrom("worker")
      .where("heartbeat", "<", sql<Date>`now() - interval '1 hour'`)
      .execute()
  }

  async #close(): Promise<void> {
    const { db, queue, name, temporary, onFault } = this.#parts
    this.#closing.abort()
    await Promise.all(this.#loops)
    await Promise.all(this.#running.values())
    await db.deleteFrom("worker").where("name", "=", name).execute().catch(onFault)
    await queue.close().catch(onFault)
    await db.destroy()
    await rm(temporary, { recursive: true, force: true })
  }
}
