// Requests that have no answer yet, oldest first.
import type { PendingRequest } from "./pending-request.ts"

/**
 * A chain that requests leave with their links cut. A Set would do, but the tables that it outgrew point to those that followed, and one
 * of them in the old generation keeps every request since from dying young: pauses of many milliseconds under load.
 */
export class OutstandingRequests {
  #oldest: PendingRequest | undefined
  #newest: PendingRequest | undefined

  get oldest(): PendingRequest | undefined {
    return this.#oldest
  }

  add(request: PendingRequest): void {
    request.older = this.#newest
    if (this.#newest === undefined) this.#oldest = request
    else this.#newest.newer = request
    this.#newest = request
  }

  /** Of a request that was added. */
  remove(request: PendingRequest): void {
    const { older, newer } = request
    if (older === undefined) this.#oldest = newer
    else older.newer = newer
    if (newer === undefined) this.#newest = older
    else newer.older = older
    request.older = undefined
    request.newer = undefined
  }
}
