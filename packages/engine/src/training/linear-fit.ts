// One fit of a linear model: here where it is short, in a thread where it is long, so that it can be interrupted.
import { Worker } from "node:worker_threads"
import {
  CancelledError,
  DataError,
  designMatrix,
  FidelioError,
  fitLinear,
  type DesignColumn,
  type ErrorCode,
  type LinearModel,
  type LinearOptions,
} from "@fidelio/core"

/** Plain data, which can be sent to a thread. */
export interface LinearJob {
  readonly columns: readonly DesignColumn[]
  readonly rows: number
  readonly targets: Float32Array | Int32Array
  readonly options: Pick<LinearOptions, "family" | "classes" | "settings" | "weights">
}

/** What a thread answers. */
export type LinearAnswer =
  | { readonly model: LinearModel }
  | {
      readonly problem: {
        readonly code: ErrorCode
        readonly message: string
        readonly at?: string | undefined
        readonly hint?: string | undefined
      }
    }

export const fitHere = ({ columns, rows, targets, options }: LinearJob): LinearModel =>
  fitLinear(designMatrix(columns, rows), targets, options)

/** Tables with more values are fitted in a thread: some tenths of a second. */
export const valuesHere = 500_000

interface FitOptions {
  readonly signal?: AbortSignal | undefined
  readonly inThread?: boolean
}

/** Fits; the job's arrays may be gone afterwards. Ends in a `CancelledError` soon after the signal is given. */
export async function fitJob(job: LinearJob, options: FitOptions = {}): Promise<LinearModel> {
  const { signal, inThread = job.rows * Math.max(1, job.columns.length) > valuesHere } = options
  if (signal?.aborted === true) throw cancelled()
  return inThread ? await fitInThread(job, signal) : fitHere(job)
}

const cancelled = (): CancelledError => new CancelledError("The fit was interrupted; resumed, it begins anew.")

async function fitInThread(job: LinearJob, signal: AbortSignal | undefined): Promise<LinearModel> {
  const { file, execArgv } = source()
  const { promise, resolve, reject } = Promise.withResolvers<LinearAnswer>()
  const worker = new Worker(file, { name: "linear", workerData: job, transferList: arraysOf(job), execArgv })
  const stop = (): void => reject(cancelled())
  worker.once("message", resolve)
  worker.once("error", reject)
  signal?.addEventListener("abort", stop)
  try {
    const answer = await promise
    if ("model" in answer) return answer.model
    throw errorOf(answer.problem)
  } finally {
    signal?.removeEventListener("abort", stop)
    await worker.terminate()
  }
}

const arraysOf = ({ columns, targets, options: { weights } }: LinearJob): ArrayBuffer[] =>
  [...columns.map(({ values }) => values), targets, ...(weights === undefined ? [] : [weights])].map(
    ({ buffer }) => buffer as ArrayBuffer, // made for this fit, not shared
  )

function errorOf({ code, message, at, hint }: Extract<LinearAnswer, { problem: unknown }>["problem"]): FidelioError {
  return code.startsWith("data/")
    ? new DataError(code, message, { at, hint })
    : new FidelioError(code, message, { at, hint })
}

/** The thread's file beside this one: built, or in the repository its source, for which Node needs the condition. */
function source(): { readonly file: URL; readonly execArgv: string[] } {
  if (!import.meta.url.endsWith(".ts")) return { file: new URL("./linear-worker.js", import.meta.url), execArgv: [] }
  return { file: new URL("./linear-worker.ts", import.meta.url), execArgv: ["--conditions=source"] }
}
