// Worker threads that run the kernels of boosted trees over shared memory. The calling thread does its part and waits for the others.
import { Worker } from "node:worker_threads"
import { invariant } from "@fidelio/core"

/** The module and the memory of a table; core's TreeThreads without what only core needs. */
export interface KernelThreads {
  readonly count: number
  start(module: object, memory: object): void
  run(kernel: string, calls: readonly (readonly number[])[], here: () => number): readonly number[]
  close(): Promise<void>
}

// Words of the shared list that a thread is told by: a bell that counts calls, one that counts answers, then the call itself.
const words = 8
const numbers = 16

export interface ThreadSetup {
  /** [threads × words] of int32, then [threads × numbers] of float64. */
  readonly board: SharedArrayBuffer
  readonly index: number
}

export interface TableMessage {
  readonly module: object
  readonly memory: object
  readonly kernels: readonly string[]
}

export const boardViews = (board: SharedArrayBuffer, threads: number) => ({
  bells: new Int32Array(board, 0, threads * words),
  values: new Float64Array(board, threads * words * 4, threads * numbers),
})
export const boardPlaces = { words, numbers, called: 0, answered: 1, kernel: 2, size: 3 } as const

/** How often to look before sleeping: about the time that waking takes. */
const looks = 2_000

class TreeThreadPool implements KernelThreads {
  readonly count: number
  readonly #workers: readonly Worker[]
  readonly #bells: Int32Array
  readonly #values: Float64Array
  #kernels: readonly string[] = []

  constructor(count: number) {
    this.count = count
    const others = count - 1
    const board = new SharedArrayBuffer(others * (words * 4 + numbers * 8))
    const views = boardViews(board, others)
    this.#bells = views.bells
    this.#values = views.values
    const { file, execArgv } = source()
    this.#workers = Array.from({ length: others }, (_, index) => {
      const worker = new Worker(file, { name: `trees ${index + 1}`, workerData: { board, index, threads: others }, execArgv })
      worker.unref()
      return worker
    })
  }

  start(module: object, memory: object): void {
    const exports = (globalThis as unknown as { WebAssembly: { Module: { exports(m: object): { name: string }[] } } })
      .WebAssembly.Module.exports // Node has it; its types are not the browser's
    this.#kernels = exports(module).map(({ name }) => name)
    for (const worker of this.#workers) worker.postMessage({ module, memory, kernels: this.#kernels })
  }

  run(kernel: string, calls: readonly (readonly number[])[], here: () => number): readonly number[] {
    const number = this.#kernels.indexOf(kernel)
    invariant(number >= 0, `threads have no kernel ${kernel}`)
    for (let t = 0; t < calls.length - 1; t++) {
      const call = calls[t + 1]!
      this.#values.set(call, t * numbers)
      this.#bells[t * words + boardPlaces.kernel] = number
      this.#bells[t * words + boardPlaces.size] = call.length
      Atomics.add(this.#bells, t * words + boardPlaces.called, 1)
      Atomics.notify(this.#bells, t * words + boardPlaces.called)
    }
    const results = [here()]
    for (let t = 0; t < calls.length - 1; t++) {
      this.#await(t)
      results.push(this.#values[t * numbers]!)
    }
    return results
  }

  #await(thread: number): void {
    const bells = this.#bells
    const called = bells[thread * words + boardPlaces.called]!
    const place = thread * words + boardPlaces.answered
    for (let look = 0; ; look++) {
      const answered = Atomics.load(bells, place)
      if (answered === called) return
      if (look > looks) Atomics.wait(bells, place, answered, 1_000)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }
}

/** Threads for boosted trees, this one among them; started while the caller does something else. */
export const startTreeThreads = (count: number): KernelThreads => new TreeThreadPool(count)

/** The thread's file beside this one: built, or in the repository its source, for which Node needs the condition. */
function source(): { readonly file: URL; readonly execArgv: string[] } {
  if (!import.meta.url.endsWith(".ts")) return { file: new URL("./tree-worker.js", import.meta.url), execArgv: [] }
  return { file: new URL("./tree-worker.ts", import.meta.url), execArgv: ["--conditions=source"] }
}
