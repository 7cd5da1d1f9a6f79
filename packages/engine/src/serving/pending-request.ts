// A request on its way: which of its rows wait, and the results that came back so far.
import type { FidelioError, OutputColumn } from "@fidelio/core"
import type { Results, Rows } from "./hosted-model.ts"
import { joinResults } from "./join-rows.ts"

interface Answer {
  resolve(results: Results): void
  reject(error: FidelioError): void
}

export class PendingRequest {
  readonly rows: Rows
  /** Milliseconds of `performance.now()`. */
  readonly acceptedAt = performance.now()
  /** Rows that were handed out. */
  next = 0
  isSettled = false
  /** Neighbours among `OutstandingRequests`. */
  older: PendingRequest | undefined
  newer: PendingRequest | undefined
  readonly #answer: Answer
  readonly #outputs: readonly OutputColumn[]
  /** By their first row; only where there are several. */
  #parts: Map<number, Results> | undefined
  #missing: number
  #unfollow: (() => void) | undefined

  constructor(rows: Rows, answer: Answer, outputs: readonly OutputColumn[]) {
    this.rows = rows
    this.#answer = answer
    this.#outputs = outputs
    this.#missing = rows.size
  }

  get waitingRows(): number {
    return this.rows.size - this.next
  }

  follow(signal: AbortSignal, giveUp: () => void): void {
    signal.addEventListener("abort", giveUp, { once: true })
    this.#unfollow = () => signal.removeEventListener("abort", giveUp)
  }

  /** Takes results in; returns whether they were the last. */
  take(start: number, results: Results): boolean {
    this.#missing -= results.size
    if (this.#missing === 0 && this.#parts === undefined) {
      this.#settle()
      this.#answer.resolve(results)
      return true
    }
    this.#parts ??= new Map()
    this.#parts.set(start, results)
    if (this.#missing > 0) return false
    this.#settle()
    const inOrder = [...this.#parts].toSorted(([a], [b]) => a - b).map(([, part]) => part)
    this.#answer.resolve(joinResults(this.#outputs, inOrder))
    return true
  }

  fail(error: FidelioError): void {
    this.#settle()
    this.#answer.reject(error)
  }

  #settle(): void {
    this.isSettled = true
    this.#unfollow?.()
  }
}
