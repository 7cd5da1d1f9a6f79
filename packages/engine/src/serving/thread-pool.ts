// The threads of one model: started and warm, replaced when they are lost, closed together.
import type { FidelioError } from "@fidelio/core"
import type { Batcher } from "./batcher.ts"
import type { ModelThread } from "./model-thread.ts"
import type { RunningCounters } from "./running-counters.ts"

export interface PoolOptions {
  readonly size: number
  readonly batcher: Batcher
  readonly counters: RunningCounters
  readonly startThread: () => ModelThread
  readonly onLost: (error: FidelioError) => void
}

/** Milliseconds after which a replacement that could not be made ready is tried again; doubled each time, up to the second. */
const pauses = [100, 10_000] as const

export class ThreadPool {
  readonly #options: PoolOptions
  readonly #threads = new Set<ModelThread>()
  #ready = 0
  #isClosing = false
  #retry: NodeJS.Timeout | undefined

  constructor(options: PoolOptions) {
    this.#options = options
  }

  /** Whether every thread is warm. */
  get isReady(): boolean {
    return this.#ready === this.#options.size && !this.#isClosing
  }

  /** Starts the threads. Settles when all are warm; where one cannot be, all end and this rejects. */
  async start(): Promise<void> {
    const threads = Array.from({ length: this.#options.size }, () => this.#startThread())
    try {
      await Promise.all(threads.map(({ ready }) => ready))
    } catch (cause) {
      await this.close()
      throw cause
    }
    if (!this.#isClosing) for (const thread of threads) this.#employ(thread)
  }

  /** Ends the threads, each after its batch. */
  async close(): Promise<void> {
    this.#isClosing = true
    clearTimeout(this.#retry)
    await Promise.all(Array.from(this.#threads, (thread) => thread.close()))
    this.#count(-this.#ready)
  }

  #startThread(): ModelThread {
    const thread = this.#options.startThread()
    this.#threads.add(thread)
    return thread
  }

  #employ(thread: ModelThread): void {
    const { batcher } = this.#options
    this.#count(1)
    batcher.add(thread)
    void thread.ended.then((error) => {
      this.#threads.delete(thread)
      batcher.remove(thread)
      if (error === undefined) return
      this.#count(-1)
      this.#lost(error)
      void this.#replace(pauses[0])
    })
  }

  async #replace(pause: number): Promise<void> {
    if (this.#isClosing) return
    const thread = this.#startThread()
    try {
      await thread.ready
      this.#employ(thread)
    } catch (cause) {
      this.#threads.delete(thread)
      if (this.#isClosing) return
      this.#lost(cause as FidelioError) // the only kind that `ready` rejects with
      this.#retry = setTimeout(() => void this.#replace(Math.min(2 * pause, pauses[1])), pause)
    }
  }

  #count(change: number): void {
    this.#ready += change
    this.#options.counters.readyWorkers += change
  }

  #lost(error: FidelioError): void {
    this.#options.counters.workersLost++
    this.#options.onLost(error)
  }
}
