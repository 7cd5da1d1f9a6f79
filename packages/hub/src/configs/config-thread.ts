// The thread of large configs: it computes here, so that the server's own thread stays free to answer.
import { parentPort } from "node:worker_threads"
import { ConfigError, FidelioError, type ErrorCode } from "@fidelio/core/errors"
import { configTasks, type ConfigTask } from "./config-tasks.ts"

/** What it is asked for. */
export interface ConfigJob {
  readonly task: ConfigTask
  readonly input: readonly unknown[]
}

interface PlainError {
  readonly code: ErrorCode
  readonly message: string
  readonly at?: string | undefined
  readonly hint?: string | undefined
  readonly problems?: readonly PlainError[] | undefined
}

/** What it answers. */
export type ConfigAnswer = { readonly result: unknown } | { readonly error: PlainError }

const plain = ({ code, message, at, hint }: FidelioError): PlainError => ({ code, message, at, hint })

parentPort?.on("message", ({ task, input }: ConfigJob) => {
  let answer: ConfigAnswer
  try {
    const work = configTasks[task] as (...given: readonly unknown[]) => unknown // the caller knows what it takes
    answer = { result: work(...input) }
  } catch (error) {
    if (!(error instanceof FidelioError)) throw error
    const problems = error instanceof ConfigError ? error.problems.map(plain) : undefined
    answer = { error: { ...plain(error), problems } }
  }
  parentPort?.postMessage(answer)
})
