// Trainings as they happen, for any number of listeners: one look at the database for all who follow a version.
import { setTimeout as delay } from "node:timers/promises"
import type { Kysely } from "kysely"
import type { Progress, VersionEvent, VersionStatus } from "@fidelio/client"
import type { Database } from "../db/schema.ts"
import { isOver, readNews, type FeedPlace } from "./read-news.ts"

/** Milliseconds between two looks. */
const interval = 400

/** Looks in a row that may fail before listeners are told. */
const patience = 50

export interface VersionFeeds {
  /** What was, then what happens, until the version has ended or the signal is aborted. */
  follow(versionId: string, signal: AbortSignal): AsyncGenerator<VersionEvent, void>
}

export function createVersionFeeds(db: Kysely<Database>): VersionFeeds {
  const feeds = new Map<string, VersionFeed>()
  return {
    async *follow(versionId, signal) {
      const feed = feeds.get(versionId) ?? new VersionFeed(db, versionId)
      feeds.set(versionId, feed)
      feed.listeners++
      try {
        yield* feed.events(signal)
      } finally {
        feed.listeners--
        if (feed.listeners === 0 && feeds.get(versionId) === feed) {
          feeds.delete(versionId)
          feed.stop()
        }
      }
    },
  }
}

/** Everything that happened to one version since it was queued, growing while somebody listens. */
class VersionFeed {
  listeners = 0
  readonly #happened: VersionEvent[] = []
  /** The newest; it is not part of what happened. */
  #progress: Progress | null = null
  #isOver = false
  #failure: unknown
  #news = Promise.withResolvers<void>()
  readonly #stopping = new AbortController()

  constructor(db: Kysely<Database>, versionId: string) {
    void this.#watch(db, versionId)
  }

  stop(): void {
    this.#stopping.abort()
  }

  async *events(signal: AbortSignal): AsyncGenerator<VersionEvent, void> {
    let told = 0
    let progress: Progress | null = null
    while (!signal.aborted) {
      const news = this.#news.promise
      while (told < this.#happened.length) yield this.#happened[told++]!
      if (this.#progress !== null && this.#progress !== progress) {
        progress = this.#progress
        yield { type: "progress", progress }
      }
      if (this.#failure !== undefined) throw this.#failure
      if (this.#isOver) return
      if (told === this.#happened.length) await firstOf(news, signal)
    }
  }

  async #watch(db: Kysely<Database>, versionId: string): Promise<void> {
    const place: FeedPlace = { evaluations: 0, lines: 0, status: undefined, progress: undefined }
    let failures = 0
    while (!this.#stopping.signal.aborted && !this.#isOver) {
      try {
        await this.#look(db, versionId, place)
        failures = 0
      } catch (cause) {
        if (++failures < patience) await this.#pause() // the database may come back
        else this.#tell(() => (this.#failure = cause))
        if (this.#failure !== undefined) return
        continue
      }
      if (!this.#isOver) await this.#pause()
    }
  }

  async #look(db: Kysely<Database>, versionId: string, place: FeedPlace): Promise<void> {
    const { events, progress, isComplete } = await readNews(db, versionId, place)
    const changed = progress !== undefined || events.length > 0
    const status: VersionStatus | undefined = place.status
    if (!changed && !(isComplete && isOver(status))) return
    this.#tell(() => {
      this.#happened.push(...events)
      if (progress !== undefined) this.#progress = progress
      this.#isOver = isComplete && isOver(status)
    })
  }

  #tell(change: () => void): void {
    change()
    const { resolve } = this.#news
    this.#news = Promise.withResolvers()
    resolve()
  }

  #pause(): Promise<void> {
    return delay(interval, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined) // nobody listens any more
  }
}

/** Settles with the promise, or when the signal is aborted. */
async function firstOf(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>()
  const abort = (): void => resolve()
  signal.addEventListener("abort", abort)
  await Promise.race([promise, aborted])
  signal.removeEventListener("abort", abort)
}
