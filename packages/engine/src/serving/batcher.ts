// Joins requests to batches: an idle worker takes what waits; while all are busy, the next batch gathers.
import { CancelledError, type FidelioError, type ModelSignature } from "@fidelio/core"
import type { HostSettings, PredictRowsOptions, Results, Rows } from "./hosted-model.ts"
import { joinRows, sliceResults } from "./join-rows.ts"
import type { Batch, ResultColumn } from "./messages.ts"
import { ThreadLostError } from "./model-thread.ts"
import { OutstandingRequests } from "./outstanding-requests.ts"
import { PendingRequest } from "./pending-request.ts"
import { RequestQueue, type Part } from "./request-queue.ts"
import type { RunningCounters } from "./running-counters.ts"
import { ServingError } from "./serving-error.ts"

/** What predicts a batch, one at a time. */
export interface Runner {
  predict(batch: Batch): Promise<readonly ResultColumn[]>
}

export type BatchSettings = Pick<HostSettings, "maxBatchSize" | "maxLatencyMs" | "maxQueuedRows" | "timeoutMs">

/** Parts of requests that are predicted together. */
interface Flight {
  readonly parts: readonly Part[]
  /** Whether it was lost with its worker before. */
  readonly isRetry: boolean
}

/** Fewer rows than this are not shared out among idle workers: asking takes longer than predicting. */
const leastShare = 32

export class Batcher {
  readonly #signature: ModelSignature
  readonly #settings: BatchSettings
  readonly #counters: RunningCounters
  readonly #idle: Runner[] = []
  readonly #queue: RequestQueue
  /** Taken before the queue. */
  readonly #retries: Flight[] = []
  readonly #outstanding = new OutstandingRequests()
  readonly #whenEmptied: (() => void)[] = []
  #secondsPerRow = 0
  #isPumping = false
  #companyTimer: NodeJS.Timeout | undefined
  #timeoutTimer: NodeJS.Timeout | undefined

  constructor(signature: ModelSignature, settings: BatchSettings, counters: RunningCounters) {
    this.#signature = signature
    this.#settings = settings
    this.#counters = counters
    this.#queue = new RequestQueue(counters)
  }

  /** Gives a worker that has nothing to do. */
  add(runner: Runner): void {
    this.#idle.push(runner)
    this.#pumpSoon()
  }

  /** Takes away a worker that is gone. */
  remove(runner: Runner): void {
    const place = this.#idle.indexOf(runner)
    if (place >= 0) this.#idle.splice(place, 1)
  }

  predict(rows: Rows, { signal }: PredictRowsOptions): Promise<Results> {
    const { promise, resolve, reject } = Promise.withResolvers<Results>()
    const request = new PendingRequest(rows, { resolve, reject }, this.#signature.outputs)
    const refusal = this.#refusal(rows, signal)
    if (refusal !== undefined) {
      request.fail(refusal)
      return promise
    }
    this.#counters.requests++
    this.#counters.rows += rows.size
    if (rows.notes !== undefined) this.#counters.note(rows.notes)
    this.#queue.push(request)
    this.#outstanding.add(request)
    if (signal !== undefined) request.follow(signal, () => this.#cancel(request))
    this.#timeoutTimer ??= setTimeout(() => this.#expire(), this.#settings.timeoutMs)
    this.#pumpSoon()
    return promise
  }

  /** Settles when every request has its answer. */
  async emptied(): Promise<void> {
    if (this.#outstanding.oldest !== undefined) await new Promise<void>((resolve) => this.#whenEmptied.push(resolve))
  }

  /** Answers every request that waits or is under way with this error. */
  failAll(error: FidelioError): void {
    for (let request = this.#outstanding.oldest; request !== undefined; request = this.#outstanding.oldest) {
      this.#fail(request, error)
    }
  }

  #refusal(rows: Rows, signal: AbortSignal | undefined): FidelioError | undefined {
    if (signal?.aborted === true) return cancelled()
    const waiting = this.#queue.rows
    if (waiting === 0 || waiting + rows.size <= this.#settings.maxQueuedRows) return undefined
    this.#counters.rejected++
    return new ServingError(
      "serving/overloaded",
      `The model is busy: ${waiting} rows wait already, of ${this.#settings.maxQueuedRows} that may.`,
      { hint: "Try again later.", retryAfter: Math.max(1, Math.ceil(waiting * this.#secondsPerRow)) },
    )
  }

  /** When the requests that came together are all there: what several sockets brought in one turn of the loop is one batch. */
  #pumpSoon(): void {
    if (this.#isPumping || this.#idle.length === 0) return
    this.#isPumping = true
    setImmediate(() => {
      this.#isPumping = false
      this.#pump()
    })
  }

  #pump(): void {
    while (this.#idle.length > 0) {
      const flight = this.#retries.shift() ?? this.#gather()
      if (flight === undefined) return
      void this.#fly(this.#idle.pop()!, flight)
    }
  }

  #gather(): Flight | undefined {
    const { maxBatchSize, maxLatencyMs } = this.#settings
    const oldest = this.#queue.oldest
    if (oldest === undefined) return undefined
    const patience =
      maxLatencyMs <= 0 || this.#queue.rows >= maxBatchSize ? 0 : oldest.acceptedAt + maxLatencyMs - performance.now()
    if (patience > 0) {
      clearTimeout(this.#companyTimer)
      this.#companyTimer = setTimeout(() => this.#pump(), Math.ceil(patience))
      return undefined
    }
    const share = Math.max(leastShare, Math.ceil(this.#queue.rows / this.#idle.length))
    return { parts: this.#queue.take(Math.min(share, maxBatchSize), maxBatchSize), isRetry: false }
  }

  async #fly(runner: Runner, flight: Flight): Promise<void> {
    const counters = this.#counters
    const batch = joinRows(this.#signature.inputs, flight.parts)
    const started = performance.now()
    counters.busyWorkers++
    counters.batchRows.add(batch.size)
    for (const { request, start } of flight.parts)
      if (start === 0) counters.queueSeconds.add((started - request.acceptedAt) / 1000)
    try {
      const columns = await runner.predict(batch)
      this.#landed((performance.now() - started) / 1000, batch.size)
      this.add(runner)
      this.#handOut(flight, columns)
    } catch (cause) {
      this.#landed(undefined, batch.size)
      if (!(cause instanceof ThreadLostError)) this.add(runner)
      this.#recover(flight, cause)
    }
  }

  #landed(seconds: number | undefined, rows: number): void {
    this.#counters.busyWorkers--
    if (seconds === undefined) return
    this.#counters.batchSeconds.add(seconds)
    const perRow = seconds / rows
    this.#secondsPerRow = this.#secondsPerRow === 0 ? perRow : 0.9 * this.#secondsPerRow + 0.1 * perRow
  }

  #handOut({ parts }: Flight, columns: readonly ResultColumn[]): void {
    let at = 0
    for (const { request, start, end } of parts) {
      const results = sliceResults(this.#signature.outputs, columns, { start: at, end: (at += end - start) })
      if (!request.isSettled && request.take(start, results)) this.#settled(request)
    }
  }

  /** What failed together is tried apart; what was lost with its worker is tried once more; what fails alone has failed. */
  #recover({ parts, isRetry }: Flight, cause: unknown): void {
    const isLost = cause instanceof ThreadLostError
    const wanted = parts.filter(({ request }) => !request.isSettled)
    if (isLost ? !isRetry : wanted.length > 1) {
      this.#retries.push(...wanted.map((part) => ({ parts: [part], isRetry: isRetry || isLost })))
      this.#pumpSoon()
      return
    }
    for (const { request } of wanted) {
      this.#counters.failed++
      const rows = request.rows.size === 1 ? "this row" : "these rows"
      const why = isLost
        ? "a worker ended while predicting, twice"
        : cause instanceof Error
          ? cause.message
          : String(cause)
      this.#fail(request, new ServingError("serving/failed", `The model could not predict ${rows}: ${why}.`, { cause }))
    }
  }

  #cancel(request: PendingRequest): void {
    this.#counters.cancelled++
    this.#fail(request, cancelled())
  }

  /** Gives up what is too old; one timer for all, as they grow old in their order. */
  #expire(): void {
    this.#timeoutTimer = undefined
    const { timeoutMs } = this.#settings
    const now = performance.now()
    for (let request = this.#outstanding.oldest; request !== undefined; request = this.#outstanding.oldest) {
      const left = request.acceptedAt + timeoutMs - now
      if (left > 0) {
        this.#timeoutTimer = setTimeout(() => this.#expire(), Math.ceil(left))
        return
      }
      this.#counters.timedOut++
      const message = `The prediction took longer than ${timeoutMs} ms.`
      this.#fail(
        request,
        new ServingError("serving/timeout", message, { hint: "Send fewer rows, or try again later." }),
      )
    }
  }

  #fail(request: PendingRequest, error: FidelioError): void {
    this.#queue.drop(request)
    request.fail(error)
    this.#settled(request)
  }

  #settled(request: PendingRequest): void {
    this.#outstanding.remove(request)
    if (this.#outstanding.oldest !== undefined) return
    clearTimeout(this.#timeoutTimer)
    this.#timeoutTimer = undefined
    for (const resolve of this.#whenEmptied.splice(0)) resolve()
  }
}

const cancelled = (): CancelledError => new CancelledError("The prediction was cancelled.")
