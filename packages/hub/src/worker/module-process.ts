// A process that runs one of our modules, with a channel to it.
import { fork, type ChildProcess } from "node:child_process"
import { getCompileCacheDir } from "node:module"
import { dirname } from "node:path"

/** Bytes of the last that a process wrote to stderr that are kept. */
const tailBytes = 4_000

export interface ProcessEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** The last that it wrote to stderr. */
  readonly stderr: string
}

export interface ModuleProcess {
  readonly child: ChildProcess
  /** Settles when it is gone and everything that it said was heard. */
  readonly ended: Promise<ProcessEnd>
}

export interface ModuleProcessOptions {
  /** Is given to it first. */
  readonly setup: object
  readonly onMessage?: ((message: unknown) => void) | undefined
  readonly cwd?: string | undefined
}

/** Starts a module that lies beside this one: built, or in the repository its source, for which Node needs the condition. */
export function startModule(name: string, { setup, onMessage, cwd }: ModuleProcessOptions): ModuleProcess {
  const isSource = import.meta.url.endsWith(".ts")
  const child = fork(new URL(`./${name}.${isSource ? "ts" : "js"}`, import.meta.url), [], {
    cwd,
    execArgv: isSource ? ["--conditions=source"] : [],
    env: { ...process.env, ...compileCache(), NODE_OPTIONS: "" },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  })
  let stderr = ""
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-tailBytes)))
  child.on("message", (message) => onMessage?.(message))
  child.on("error", (error) => (stderr += error.message))
  const exited = new Promise<Pick<ProcessEnd, "code" | "signal">>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }))
  })
  const silent = new Promise<void>((resolve) => {
    child.on("disconnect", resolve)
    child.on("close", () => child.connected || resolve()) // it never was, or no longer is
  })
  const ended = Promise.all([exited, silent]).then(([end]) => ({ ...end, stderr }))
  child.send(setup, () => undefined) // where it could not start, its end says so
  return { child, ended }
}

/** Where this process keeps what its modules were compiled to, the other does: it starts in half the time. */
function compileCache(): NodeJS.ProcessEnv {
  const own = getCompileCacheDir() // a folder for this version of Node within that of all
  return own === undefined ? {} : { NODE_COMPILE_CACHE: dirname(own) }
}
