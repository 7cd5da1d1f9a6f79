// A thread that runs kernels of boosted trees when it is told to, and sleeps in between.
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads"
import { invariant } from "@fidelio/core/errors"
import { boardPlaces, boardViews, type TableMessage, type ThreadSetup } from "./board.ts"

const port = parentPort
invariant(port !== null, "the worker's file was run as a program")
const { board, index, threads } = workerData as ThreadSetup // what TreeThreadPool starts it with
const { bells, values } = boardViews(board, threads)
const { words, numbers } = boardPlaces
const at = index * words

/** How often to look before sleeping: about the time that waking takes. */
const looks = 2_000
type Kernel = (...values: number[]) => number
/** By table. */
const kernels = new Map<number, readonly Kernel[]>()

interface Instances {
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, Kernel>> }
}

/** Takes the tables that were sent since the last call. */
function receive(): void {
  for (;;) {
    const received = receiveMessageOnPort(port!) as { message: TableMessage } | undefined // what TreeThreadPool sends
    if (received === undefined) return
    const { table, module, memory, kernels: names } = received.message
    const { Instance } = (globalThis as unknown as { WebAssembly: Instances }).WebAssembly // Node has it; its types are not the browser's
    const { exports } = new Instance(module, { host: { memory } })
    kernels.set(
      table,
      names.map((name) => exports[name]!),
    )
  }
}

let done = 0
for (;;) {
  for (let look = 0; Atomics.load(bells, at + boardPlaces.called) === done; look++)
    if (look > looks) Atomics.wait(bells, at + boardPlaces.called, done, 1_000)
  done = (done + 1) | 0
  try {
    receive()
    const call = values.subarray(index * numbers, index * numbers + bells[at + boardPlaces.size]!)
    const run = kernels.get(bells[at + boardPlaces.table]!)![bells[at + boardPlaces.kernel]!]!
    values[index * numbers] = run(...call)
  } catch (error) {
    bells[at + boardPlaces.hasFailed] = 1
    console.error(error) // shown when the thread that waits gets a turn; it is told by the mark
  }
  Atomics.store(bells, at + boardPlaces.answered, done)
  Atomics.notify(bells, at + boardPlaces.answered)
}
