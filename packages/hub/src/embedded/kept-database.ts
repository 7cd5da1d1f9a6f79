// Keeps the thread of the embedded database: where the database has ended, as it does for want of room, it is opened again.
import { rmSync } from "node:fs"
import { setTimeout as delay } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { FidelioError } from "@fidelio/core/errors"
import type { DatabaseThreadData, DatabaseThreadMessage } from "./database-thread.ts"

/** How long one opening may take, and a thread to close. */
const openMs = 60_000
const closeMs = 20_000

export interface KeptDatabase {
  /** Settles only when the database has ended and cannot be opened again, with why. */
  readonly lost: Promise<unknown>
  close(): Promise<void>
}

export interface KeepOptions {
  /** Called with why the database has ended; it is being opened again. */
  readonly onFault?: ((error: unknown) => void) | undefined
  /** How long it is tried to open it again. */
  readonly patienceMs?: number | undefined
}

/** Raises why it cannot be opened the first time. */
export async function keepDatabase(data: DatabaseThreadData, options: KeepOptions = {}): Promise<KeptDatabase> {
  const { onFault, patienceMs = 15 * 60_000 } = options
  const closing = new AbortController()
  const { promise: lost, resolve: lose } = Promise.withResolvers<unknown>()
  let thread = await openThread(data)
  const keep = async (): Promise<void> => {
    for (;;) {
      const cause = await Promise.race([thread.ended, aborted(closing.signal)])
      if (closing.signal.aborted) return
      onFault?.(new FidelioError("hub/database", "The embedded database has ended; it is opened again.", { cause }))
      await thread.terminate()
      const again = await openAgain(data, { patienceMs, signal: closing.signal })
      if (again === undefined) return lose(cause)
      thread = again
    }
  }
  const kept = keep()
  return {
    lost,
    async close() {
      closing.abort()
      await kept
      await thread.close()
    },
  }
}

interface Patience {
  readonly patienceMs: number
  readonly signal: AbortSignal
}

/** Undefined where it could not be opened, or need not be any more. */
async function openAgain(data: DatabaseThreadData, { patienceMs, signal }: Patience): Promise<OpenThread | undefined> {
  const began = performance.now()
  for (let pause = 500; !signal.aborted; pause = Math.min(2 * pause, 10_000)) {
    try {
      return await openThread(data)
    } catch {
      if (performance.now() - began > patienceMs) return undefined // why it ended in the first place is told
      await delay(pause, undefined, { signal }).catch(() => undefined) // closing ends the wait
    }
  }
  return undefined
}

interface OpenThread {
  /** Settles when the database has ended by itself, with why. */
  readonly ended: Promise<unknown>
  close(): Promise<void>
  /** Without a word to the database: what was acknowledged is on the disk. */
  terminate(): Promise<unknown>
}

async function openThread(data: DatabaseThreadData): Promise<OpenThread> {
  rmSync(data.socketPath, { force: true }) // of a process that was killed, or of a thread that has ended
  const { file, execArgv } = source()
  const worker = new Worker(file, { name: "database", workerData: data, execArgv })
  const { promise: ended, resolve: end } = Promise.withResolvers<unknown>()
  worker.on("error", end)
  worker.on("exit", (code) => end(new FidelioError("hub/database", `Its thread ended with ${code}.`)))
  worker.on("message", (message: DatabaseThreadMessage) => message.kind === "lost" && end(message.error))
  const late = new FidelioError("hub/database", "It does not open.")
  const failure = await Promise.race([said(worker, "ready"), ended, after(openMs, late)])
  if (failure !== undefined) {
    await worker.terminate()
    throw failure
  }
  return {
    ended,
    terminate: () => worker.terminate(),
    async close() {
      worker.postMessage("close")
      await Promise.race([said(worker, "closed"), ended, after(closeMs, undefined)])
      await worker.terminate()
    },
  }
}

const said = (worker: Worker, kind: DatabaseThreadMessage["kind"]): Promise<undefined> =>
  new Promise((resolve) => {
    worker.on("message", (message: DatabaseThreadMessage) => message.kind === kind && resolve(undefined))
  })

const after = <T>(ms: number, value: T): Promise<T> => delay(ms, value, { ref: false })

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))

function source(): { readonly file: URL; readonly execArgv: string[] } {
  const isRepository = import.meta.url.endsWith(".ts")
  return {
    file: new URL(isRepository ? "./database-thread.ts" : "./database-thread.js", import.meta.url),
    execArgv: isRepository ? ["--conditions=source"] : [],
  }
}
