// What is in a file of rows, found out by a process of its own: files come from anywhere, and may be made to do harm.
import { DataError, type ErrorCode } from "@fidelio/core/errors"
import type { DataFormat, TableProfile } from "@fidelio/engine"
import { startModule } from "../worker/module-process.ts"

export interface ProfileJob {
  readonly path: string
  readonly format: DataFormat
  /** Folder for what does not fit into memory. */
  readonly temporary: string
}

export type ProfileAnswer =
  | { readonly profile: TableProfile }
  | {
      readonly problem: {
        readonly code: ErrorCode
        readonly message: string
        readonly at?: string | undefined
        readonly hint?: string | undefined
      }
    }

export interface ProfileOptions {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
}

const tenMinutes = 600_000
/** So many tables are looked into at once; others wait. */
const mostAtOnce = 2
let running = 0
const waiting: (() => void)[] = []

/** The profile of a table; DataError where there is none to be had. */
export async function profileFile(job: ProfileJob, options: ProfileOptions = {}): Promise<TableProfile> {
  if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await profileInProcess(job, options)
  } finally {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}

async function profileInProcess(
  job: ProfileJob,
  { signal, timeoutMs = tenMinutes }: ProfileOptions,
): Promise<TableProfile> {
  let answer: ProfileAnswer | undefined
  const { child, ended } = startModule("../datasets/profile-process", {
    setup: job,
    onMessage: (message) => (answer = message as ProfileAnswer), // all that it says
  })
  const stop = (): boolean => child.kill("SIGKILL")
  const timer = setTimeout(stop, timeoutMs)
  signal?.addEventListener("abort", stop)
  if (signal?.aborted === true) stop()
  try {
    const { code, signal: killed, stderr } = await ended
    if (answer === undefined) throw lost(code ?? killed, stderr)
    if ("profile" in answer) return answer.profile
    const { code: problem, message, at, hint } = answer.problem
    throw new DataError(problem, message, { at: at?.replace(job.path, "the file"), hint })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", stop)
  }
}

const lost = (how: number | string | null, stderr: string): DataError =>
  new DataError("data/unreadable", "The table could not be looked into: it takes too much memory or time to read.", {
    hint: "Is the file whole? Leave out columns and rows that no model needs.",
    cause: `the process ended with ${how}: ${stderr}`,
  })
