// A server under test: started, waited for until it is ready, looked at, stopped.
import { spawn, type ChildProcess } from "node:child_process"
import { readFileSync } from "node:fs"
import { get } from "node:http"
import { createServer, type AddressInfo } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { residentKilobytes, type Command } from "../support/command.ts"

export interface Server extends AsyncDisposable {
  readonly port: number
  /** From the start of the process to the first good answer about its health. */
  readonly readySeconds: number
  /** Processor seconds so far, of all its threads. */
  cpuSeconds(): number
  /** Resident now. */
  megabytes(): number
  /** Settles when it does nothing any more, such as answering those who left. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** What is started, at a port that is free. */
export interface ServerPlan {
  readonly command: (port: number) => Command
  /** Answered with 200 once it is ready. */
  readonly readyPath: string
}

const patienceSeconds = 120
const pollMilliseconds = 3

export async function startServer({ command, readyPath }: ServerPlan): Promise<Server> {
  const port = await freePort()
  const { command: program, words, directory, environment } = command(port)
  const began = performance.now()
  const child = spawn(program, words, {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => (output = (output + String(text)).slice(-5000)))
  }
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()))
  while (!(await isReady(port, readyPath))) {
    const isLate = performance.now() - began > patienceSeconds * 1000
    if (child.exitCode !== null || isLate) {
      child.kill("SIGKILL")
      throw new Error(`${program} ${words.join(" ")} ${isLate ? "is not ready" : "ended"}:\n${output}`)
    }
    await sleep(pollMilliseconds)
  }
  const readySeconds = (performance.now() - began) / 1000
  return running(child, { port, readySeconds, ended })
}

function running(
  child: ChildProcess,
  { port, readySeconds, ended }: { port: number; readySeconds: number; ended: Promise<void> },
): Server {
  const pid = child.pid ?? 0
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM")
    await Promise.race([ended, sleep(10_000, undefined, { ref: false })])
    child.kill("SIGKILL")
    await ended
  }
  return {
    port,
    readySeconds,
    cpuSeconds: () => cpuSecondsOf(pid),
    megabytes: () => residentKilobytes(pid) / 1024,
    async idle() {
      for (let used = Infinity; used > 0.02;) {
        const before = cpuSecondsOf(pid)
        await sleep(300)
        used = cpuSecondsOf(pid) - before
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const ticksPerSecond = 100

function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? []
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond // user and system
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo // it listens by TCP
  await new Promise((resolve) => server.close(resolve))
  return port
}

const isReady = (port: number, path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path, agent: false, timeout: 5000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on("timeout", () => request.destroy())
    request.on("error", () => resolve(false))
  })
