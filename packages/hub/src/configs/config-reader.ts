// Reads, checks and compares configs without keeping the server from answering: large ones in a thread, for a limited time.
import { Worker } from "node:worker_threads"
import { ConfigError, FidelioError } from "@fidelio/core/errors"
import { configTasks, type ConfigArguments, type ConfigResult, type ConfigTask } from "./config-tasks.ts"
import type { ConfigAnswer, ConfigJob } from "./config-thread.ts"

export interface ConfigReader extends AsyncDisposable {
  /** What the task gives; ConfigError where the config is wrong, or takes too long. */
  do<T extends ConfigTask>(task: T, ...input: ConfigArguments<T>): Promise<ConfigResult<T>>
}

export interface ConfigReaderOptions {
  /** How long the thread may take for one config. */
  readonly timeoutMs?: number
  /** Characters up to which the server's own thread does it: some milliseconds. */
  readonly smallLength?: number
}

const halfMinute = 30_000
const mostWaiting = 20
const memoryMb = 1024
const idleMs = 60_000

export function createConfigReader(options: ConfigReaderOptions = {}): ConfigReader {
  const { timeoutMs = halfMinute, smallLength = 10_000 } = options
  const thread = new ConfigThread(timeoutMs)
  return {
    async do<T extends ConfigTask>(task: T, ...input: ConfigArguments<T>): Promise<ConfigResult<T>> {
      if (lengthOf(input) > smallLength) return (await thread.run({ task, input })) as ConfigResult<T> // of the task
      const work = configTasks[task] as unknown as (...given: ConfigArguments<T>) => ConfigResult<T> // each takes what is its own
      return work(...input)
    },
    [Symbol.asyncDispose]: () => thread.close(),
  }
}

/** Characters of the configs among what is given. */
const lengthOf = (input: readonly unknown[]): number =>
  input.reduce<number>((sum, given) => {
    if (typeof given === "string") return sum + given.length
    const isConfig = typeof given === "object" && given !== null && "config" in given
    return sum + (isConfig && typeof given.config === "string" ? given.config.length : 0)
  }, 0)

/** One config after the other; the thread is made when there is work, and gone a minute after the last. */
class ConfigThread {
  readonly #timeoutMs: number
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #idle: NodeJS.Timeout | undefined

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs
  }

  async run(job: ConfigJob): Promise<unknown> {
    if (this.#waiting >= mostWaiting)
      throw new FidelioError("hub/busy", "Too many large configs are being read.", { hint: "Send it again." })
    this.#waiting += 1
    const turn = this.#last.then(() => this.#answer(job))
    this.#last = turn.catch(() => undefined) // whoever asked is told
    try {
      return resultOf(await turn)
    } finally {
      this.#waiting -= 1
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  async #answer(job: ConfigJob): Promise<ConfigAnswer> {
    clearTimeout(this.#idle)
    const worker = (this.#worker ??= startThread())
    worker.ref()
    const { promise, resolve, reject } = Promise.withResolvers<ConfigAnswer>()
    const timer = setTimeout(() => reject(takesTooLong("")), this.#timeoutMs)
    const onError = (cause: unknown): void => reject(takesTooLong(cause))
    const onExit = (): void => reject(takesTooLong(""))
    worker.once("message", resolve).once("error", onError).once("exit", onExit)
    try {
      worker.postMessage(job)
      return await promise
    } catch (cause) {
      await this.close()
      throw cause
    } finally {
      clearTimeout(timer)
      worker.off("message", resolve).off("error", onError).off("exit", onExit)
      worker.unref()
      this.#idle = setTimeout(() => void this.close(), idleMs).unref()
    }
  }
}

function startThread(): Worker {
  const isRepository = import.meta.url.endsWith(".ts")
  return new Worker(new URL(`./config-thread.${isRepository ? "ts" : "js"}`, import.meta.url), {
    name: "configs",
    execArgv: isRepository ? ["--conditions=source"] : [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
}

function resultOf(answer: ConfigAnswer): unknown {
  if ("result" in answer) return answer.result
  const { code, message, problems, ...rest } = answer.error
  if (problems === undefined) throw new FidelioError(code, message, rest)
  const errors = problems.map(({ code: own, message: text, ...details }) => new FidelioError(own, text, details))
  throw new ConfigError(message, errors, rest)
}

function takesTooLong(cause: unknown): ConfigError {
  const message = "The config takes too much time or memory to read."
  const hint = "Leave out what a config does not need, and say what many features share under `defaults`."
  const problem = new FidelioError("config/value", message, { at: "config", hint })
  return new ConfigError(message, [problem], { at: "config", hint, cause })
}
