// Worker threads that run the kernels of boosted trees over shared memory. The calling thread does its part and waits for the others.
import { Worker } from "node:worker_threads"
import { invariant, type RunKernel, type TreeThreads } from "@fidelio/core"
import { boardBytes, boardPlaces, boardViews, type TableMessage } from "./board.ts"

const { words, numbers } = boardPlaces

/** Threads that can be ended. */
export interface KernelThreads extends TreeThreads, AsyncDisposable {
  close(): Promise<void>
}

/** How often to look before sleeping: about the time that waking takes. */
const looks = 2_000

interface ModuleReader {
  readonly Module: { exports(module: object): readonly { readonly name: string }[] }
}

class TreeThreadPool implements KernelThreads {
  readonly count: number
  readonly #workers: readonly Worker[]
  readonly #bells: Int32Array
  readonly #values: Float64Array
  #tables = 0

  constructor(count: number) {
    this.count = count
    const others = count - 1
    const board = new SharedArrayBuffer(boardBytes(others))
    const views = boardViews(board, others)
    this.#bells = views.bells
    this.#values = views.values
    const { file, execArgv } = source()
    this.#workers = Array.from({ length: others }, (_, index) => {
      const worker = new Worker(file, {
        name: `trees ${index + 1}`,
        workerData: { board, index, threads: others },
        execArgv,
      })
      worker.unref()
      return worker
    })
  }

  start(module: object, memory: object): RunKernel {
    const { WebAssembly } = globalThis as unknown as { WebAssembly: ModuleReader } // Node has it; its types are not the browser's
    const kernels = WebAssembly.Module.exports(module).map(({ name }) => name)
    const table = this.#tables++
    const message: TableMessage = { table, module, memory, kernels }
    for (const worker of this.#workers) worker.postMessage(message)
    return (kernel, calls, here) => {
      const number = kernels.indexOf(kernel)
      invariant(number >= 0, `threads have no kernel ${kernel}`)
      return this.#run([table, number], calls, here)
    }
  }

  #run(
    [table, kernel]: readonly [number, number],
    calls: readonly (readonly number[])[],
    here: () => number,
  ): readonly number[] {
    for (let t = 0; t < calls.length - 1; t++) {
      const call = calls[t + 1]!
      this.#values.set(call, t * numbers)
      this.#bells[t * words + boardPlaces.table] = table
      this.#bells[t * words + boardPlaces.kernel] = kernel
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
      if (answered === called) break
      if (look > looks) Atomics.wait(bells, place, answered, 1_000)
    }
    invariant(bells[thread * words + boardPlaces.hasFailed] === 0, "a kernel of boosted trees failed in a thread")
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

/** Threads for boosted trees, this one among them; started while the caller does something else. */
export const startTreeThreads = (count: number): KernelThreads => new TreeThreadPool(count)

/** The thread's file beside this one: built, or in the repository its source, for which Node needs the condition. */
function source(): { readonly file: URL; readonly execArgv: string[] } {
  if (!import.meta.url.endsWith(".ts")) return { file: new URL("./tree-worker.js", import.meta.url), execArgv: [] }
  return { file: new URL("./tree-worker.ts", import.meta.url), execArgv: ["--conditions=source"] }
}
