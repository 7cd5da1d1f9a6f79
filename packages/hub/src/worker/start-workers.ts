// The workers of a hub that has its own: as many processes as it was told, started again when they end.
import { setTimeout as delay } from "node:timers/promises"
import { startModule } from "./module-process.ts"
import type { WorkerSetup } from "./worker-process.ts"
import type { WorkerEvent } from "./worker.ts"

/** Milliseconds that a worker may take to end before it is killed. */
const patience = 10_000

/** Milliseconds before a worker is started again; longer each time while none lasts. */
const shortestPause = 500
const longestPause = 30_000

export interface WorkersOptions extends Omit<WorkerSetup, "name"> {
  /** Processes; each does `concurrency` trainings at a time. */
  readonly count: number
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined
}

export interface TrainingWorkers extends AsyncDisposable {
  /** Of the processes that run now. */
  readonly processIds: readonly number[]
  close(): Promise<void>
}

export function startWorkers({ count, onEvent, ...setup }: WorkersOptions): TrainingWorkers {
  const closing = new AbortController()
  const processIds = new Map<number, number>()
  const keep = async (place: number): Promise<void> => {
    let pause = shortestPause
    while (!closing.signal.aborted) {
      const began = performance.now()
      const { child, ended } = startModule("worker-process", {
        setup: { ...setup, name: `local-${place + 1}` },
        onMessage: (message) => onEvent?.(message as WorkerEvent), // from our own module
      })
      if (child.pid !== undefined) processIds.set(place, child.pid)
      const stop = (): void => {
        child.kill("SIGTERM")
        setTimeout(() => child.kill("SIGKILL"), patience).unref()
      }
      closing.signal.addEventListener("abort", stop)
      const { code, signal, stderr } = await ended
      closing.signal.removeEventListener("abort", stop)
      processIds.delete(place)
      if (closing.signal.aborted) return
      onEvent?.({ type: "fault", message: `A worker ended (${signal ?? code}). ${stderr}`.trim() })
      pause = performance.now() - began > longestPause ? shortestPause : Math.min(2 * pause, longestPause)
      await delay(pause, undefined, { signal: closing.signal }).catch(() => undefined) // closing ends the wait
    }
  }
  const kept = Promise.all(Array.from({ length: count }, (_, place) => keep(place)))
  const close = async (): Promise<void> => {
    closing.abort()
    await kept
  }
  return {
    get processIds() {
      return [...processIds.values()]
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
