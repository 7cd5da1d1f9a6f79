// The hub's storage from a machine that does not see its folder: through the hub, which may be away for a while.
import { randomUUID } from "node:crypto"
import { createReadStream, createWriteStream } from "node:fs"
import { open, rename, rm, stat } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { setTimeout as delay } from "node:timers/promises"
import { FidelioError } from "@fidelio/core"
import { absent, checkAnnounced, Measured, Verified } from "./checked-content.ts"
import type { PutOptions, Storage, StoredBlob } from "./storage.ts"

/** Below it each file is under its SHA-256. */
export const workerFilesPath = "/api/worker/files"

export interface HubPlace {
  /** Of the hub. */
  readonly url: string
  readonly secret: string
}

export interface HubStorageOptions {
  /** A folder for what is on its way and for what `file` brought; whoever made it removes it. */
  readonly temporary: string
  /** How long a transfer is tried again while the hub does not answer. */
  readonly patienceMs?: number
  readonly firstWaitMs?: number
}

export const createHubStorage = (place: HubPlace, options: HubStorageOptions): Storage => new HubStorage(place, options)

const twoMinutes = 120_000
const longestWaitMs = 15_000

/** What a proxy says, or a hub that starts, stops or has no database for the moment. */
const passing: ReadonlySet<number> = new Set([502, 503, 504])

interface Request {
  readonly body?: ReadableStream<Uint8Array>
  readonly headers?: Readonly<Record<string, string>>
}

class HubStorage implements Storage {
  readonly #place: HubPlace
  readonly #options: Required<HubStorageOptions>

  constructor(place: HubPlace, options: HubStorageOptions) {
    this.#place = place
    this.#options = { patienceMs: twoMinutes, firstWaitMs: 500, ...options }
  }

  async put(content: Readable | Uint8Array, { limit, sha256, signal }: PutOptions = {}): Promise<StoredBlob> {
    const path = this.#draft()
    try {
      const measured = new Measured(limit)
      const source = content instanceof Uint8Array ? Readable.from([content]) : content
      await pipeline(source, measured, createWriteStream(path), signal === undefined ? {} : { signal })
      const blob = measured.found()
      checkAnnounced(sha256, blob.sha256)
      await this.#patiently(() => this.#send(path, blob), signal)
      return blob
    } finally {
      await rm(path, { force: true })
    }
  }

  async has(sha256: string): Promise<boolean> {
    const { status } = await this.#patiently(() => this.#ask("HEAD", sha256))
    return status === 204
  }

  /** Brought whole before any of it is read: the hub may go away while it is. */
  async read(sha256: string): Promise<Readable> {
    const path = this.#draft()
    try {
      await this.#patiently(() => this.#fetch(sha256, path))
      const file = await open(path)
      return file.createReadStream({ highWaterMark: 1 << 18 })
    } finally {
      await rm(path, { force: true }) // it stays readable while it is open
    }
  }

  async file(sha256: string): Promise<string> {
    const path = join(this.#options.temporary, sha256)
    const there = await stat(path).catch(() => undefined) // it is fetched
    if (there !== undefined) return path
    const draft = this.#draft()
    try {
      await this.#patiently(() => this.#fetch(sha256, draft))
      await rename(draft, path)
      return path
    } finally {
      await rm(draft, { force: true })
    }
  }

  /** What is to be removed is the hub's own business. */
  remove(): Promise<boolean> {
    return Promise.resolve(false)
  }

  async *list(): AsyncGenerator<never, void> {}

  #draft(): string {
    return join(this.#options.temporary, `draft-${randomUUID()}`)
  }

  async #fetch(sha256: string, path: string): Promise<void> {
    const { body } = await this.#ask("GET", sha256)
    if (body === null) throw absent(sha256)
    const content = Readable.fromWeb(body)
    let broken: unknown
    content.once("error", (cause) => (broken = cause))
    try {
      await pipeline(content, new Verified(sha256), createWriteStream(path))
    } catch (cause) {
      throw cause === broken ? this.#away(cause) : cause
    }
  }

  async #send(path: string, { sha256, bytes }: StoredBlob): Promise<void> {
    await this.#ask("PUT", sha256, {
      body: Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, // bytes both
      headers: { "content-type": "application/octet-stream", "content-length": String(bytes) },
    })
  }

  async #ask(method: string, sha256: string, { headers, ...rest }: Request = {}): Promise<Response> {
    const { url, secret } = this.#place
    const address = `${url}${workerFilesPath}/${sha256}`
    const init = { method, ...rest, headers: { ...headers, authorization: `Bearer ${secret}` }, duplex: "half" }
    const response = await fetch(address, init as RequestInit).catch((cause: unknown) => {
      throw this.#away(cause)
    })
    if (response.ok || (method === "HEAD" && response.status === 404)) return response
    const why = `${response.status} ${detailOf(await response.text().catch(() => ""))}`.trim()
    if (response.status === 404) throw absent(sha256)
    throw passing.has(response.status) ? new AwayError(url, why) : unreachable(url, why)
  }

  #away(cause: unknown): AwayError {
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
    return new AwayError(this.#place.url, reason instanceof Error ? reason.message : String(reason), cause)
  }

  /** Tries again, less and less often, while the hub is away: each transfer can be made twice. */
  async #patiently<T>(transfer: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { patienceMs, firstWaitMs } = this.#options
    let waited = 0
    for (let wait = firstWaitMs; ; wait = Math.min(2 * wait, longestWaitMs)) {
      try {
        return await transfer()
      } catch (cause) {
        if (!(cause instanceof AwayError) || waited + wait > patienceMs) throw cause
      }
      await delay(wait, undefined, { signal })
      waited += wait
    }
  }
}

/** The sentence of a problem; else what a proxy may have said, in short. */
function detailOf(answer: string): string {
  try {
    const { detail } = JSON.parse(answer) as { readonly detail?: unknown }
    if (typeof detail === "string") return detail
  } catch {
    // a proxy's page
  }
  return answer.slice(0, 200)
}

const hint = "Start the hub with --url, the address at which workers reach it, or give workers the --storage folder."

const sentence = (url: string, why: string): string => `The hub at ${url} does not give or take files: ${why}.`

const unreachable = (url: string, why: string): FidelioError =>
  new FidelioError("hub/unreachable", sentence(url, why.replace(/\.$/, "")), { hint })

/** It may be there again in a moment. */
class AwayError extends FidelioError {
  constructor(url: string, why: string, cause?: unknown) {
    super("hub/unreachable", sentence(url, why.replace(/\.$/, "")), { hint, cause })
  }
}
