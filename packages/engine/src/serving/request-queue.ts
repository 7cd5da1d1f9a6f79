// Requests that wait, first come first served; a request is cut up only where it is larger than a batch.
import type { Slice } from "./join-rows.ts"
import type { PendingRequest } from "./pending-request.ts"
import type { RunningCounters } from "./running-counters.ts"

export interface Part extends Slice {
  readonly request: PendingRequest
}

/** Places of requests that left, after which the list is made anew. */
const gapsKept = 1024

export class RequestQueue {
  readonly #counters: Pick<RunningCounters, "queuedRows">
  #requests: PendingRequest[] = []
  #first = 0
  #rows = 0

  /** The gauge that this queue is part of. */
  constructor(counters: Pick<RunningCounters, "queuedRows">) {
    this.#counters = counters
  }

  /** Rows that wait. */
  get rows(): number {
    return this.#rows
  }

  get oldest(): PendingRequest | undefined {
    while (this.#requests[this.#first]?.isSettled === true) this.#first++
    return this.#requests[this.#first]
  }

  push(request: PendingRequest): void {
    this.#requests.push(request)
    this.#count(request.waitingRows)
  }

  /** Forgets the rows of a request that is given up; it is passed over later. */
  drop(request: PendingRequest): void {
    this.#count(-request.waitingRows)
    request.next = request.rows.size
  }

  /** The oldest requests: up to `limit` rows where they are several, up to `most` of a single one. */
  take(limit: number, most: number): readonly Part[] {
    const parts: Part[] = []
    let taken = 0
    for (let request = this.oldest; request !== undefined; request = this.oldest) {
      const waiting = request.waitingRows
      if (parts.length > 0 && taken + waiting > limit) break
      const count = Math.min(waiting, most)
      parts.push({ request, rows: request.rows, start: request.next, end: request.next + count })
      request.next += count
      taken += count
      if (request.waitingRows > 0) break
      this.#first++
    }
    this.#count(-taken)
    if (this.#first > gapsKept || this.#first === this.#requests.length) {
      this.#requests = this.#requests.slice(this.#first)
      this.#first = 0
    }
    return parts
  }

  #count(rows: number): void {
    this.#rows += rows
    this.#counters.queuedRows += rows
  }
}
