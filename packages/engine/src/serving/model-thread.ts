// One thread that predicts, as the main thread sees it: started, given one batch at a time, closed, or lost.
import { Worker, type ResourceLimits } from "node:worker_threads"
import { FidelioError, invariant } from "@fidelio/core"
import { ServingError } from "./serving-error.ts"
import type { Batch, FromThread, ResultColumn, ThreadSetup, ToThread } from "./messages.ts"

export interface ThreadOptions {
  /** Shown by tools that list threads. */
  readonly name: string
  readonly resourceLimits?: ResourceLimits | undefined
}

/** The thread ended by itself: killed, out of memory, or by a fault of its own. */
export class ThreadLostError extends ServingError {
  constructor(message: string, cause: unknown) {
    super("serving/failed", message, { cause })
  }
}

interface Waiting {
  resolve(columns: readonly ResultColumn[]): void
  reject(error: FidelioError): void
}

/** How long a thread may take to end when it is asked to. */
const patience = 5_000

export class ModelThread {
  /** Settles when the session is warm; rejects when the graph cannot be run or the thread is lost first. */
  readonly ready: Promise<void>
  /** Settles when the thread has ended: with the error where nobody asked it to. */
  readonly ended: Promise<FidelioError | undefined>
  readonly #worker: Worker
  #waiting: Waiting | undefined
  #isClosing = false
  #hasEnded = false
  #fault: unknown

  constructor(setup: ThreadSetup, { name, resourceLimits }: ThreadOptions) {
    const { file, execArgv } = source()
    this.#worker = new Worker(file, {
      name,
      workerData: setup,
      ...(execArgv === undefined ? {} : { execArgv }),
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    })
    const ready = Promise.withResolvers<void>()
    this.ready = ready.promise
    this.ready.catch(() => undefined) // who waits for it is told
    this.#waiting = { resolve: () => ready.resolve(), reject: ready.reject }
    this.#worker.on("message", (message: FromThread) => this.#receive(message))
    this.#worker.on("error", (error) => (this.#fault = error))
    this.ended = new Promise((resolve) => this.#worker.on("exit", (code) => resolve(this.#end(code))))
  }

  /** One at a time. Rejects with `ThreadLostError` where the thread ends meanwhile, with session/failed where the graph fails. */
  predict(batch: Batch): Promise<readonly ResultColumn[]> {
    if (this.#hasEnded) return Promise.reject(this.#lost())
    invariant(this.#waiting === undefined, "a thread was given a second batch")
    const { promise, resolve, reject } = Promise.withResolvers<readonly ResultColumn[]>()
    this.#waiting = { resolve, reject }
    this.#post({ type: "predict", batch })
    return promise
  }

  /** Ends the thread once its batch is done. */
  async close(): Promise<void> {
    this.#isClosing = true
    this.#post({ type: "close" })
    const timer = setTimeout(() => void this.#worker.terminate(), patience)
    await this.ended
    clearTimeout(timer)
  }

  /** Ends the thread now, as a fault would. */
  async kill(): Promise<void> {
    await this.#worker.terminate()
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message)
  }

  #receive(message: FromThread): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (message.type === "failed")
      waiting?.reject(new FidelioError("session/failed", message.message, { at: message.at }))
    else waiting?.resolve(message.type === "ready" ? [] : message.columns)
  }

  #end(code: number): FidelioError | undefined {
    this.#hasEnded = true
    this.#fault ??= code
    this.#waiting?.reject(this.#lost())
    this.#waiting = undefined
    return this.#isClosing ? undefined : this.#lost()
  }

  #lost(): ThreadLostError {
    const reason = this.#fault instanceof Error ? this.#fault.message : `its exit code is ${String(this.#fault)}`
    return new ThreadLostError(`A worker that predicts ended by itself: ${reason}.`, this.#fault)
  }
}

/** The thread's file beside this one: built, or in the repository its source, for which Node needs the condition. */
function source(): { readonly file: URL; readonly execArgv?: string[] } {
  if (!import.meta.url.endsWith(".ts")) return { file: new URL("./worker.js", import.meta.url) }
  return { file: new URL("./worker.ts", import.meta.url), execArgv: ["--conditions=source"] }
}
