// Runs a command to its end: seconds, processor time, and the memory of its whole process tree.
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface Command {
  readonly command: string
  readonly words: readonly string[]
  readonly directory?: string
  readonly environment?: Readonly<Record<string, string>>
}

export interface CommandResult {
  readonly seconds: number
  /** Processor seconds of all its threads: what other work on the machine changes least; undefined without GNU time. */
  readonly cpuSeconds: number | undefined
  /** Largest resident set of the process tree; undefined where the system does not tell (it is Linux's /proc that does). */
  readonly megabytes: number | undefined
  /** Processors that others kept busy meanwhile, on average; undefined where /proc does not tell. */
  readonly others: number | undefined
  readonly output: string
}

const sampleEvery = 20
const timeProgram = "/usr/bin/time"

/**
 * The larger of two figures: the sum of resident sets over the process tree, sampled (shared pages count twice), and
 * the kernel's own peak of its largest process, where GNU time is installed (it misses no moment).
 */
export async function measureCommand(command: Command): Promise<CommandResult> {
  const folder = mkdtempSync(join(tmpdir(), "fidelio-bench-"))
  const timesFile = join(folder, "times")
  const isTimed = process.platform === "linux" && existsSync(timeProgram)
  const { command: program, words } = isTimed
    ? { command: timeProgram, words: ["-f", "%M %U %S", "-o", timesFile, command.command, ...command.words] }
    : command
  try {
    const busyBefore = busySeconds()
    const began = performance.now()
    const child = spawn(program, words, {
      cwd: command.directory,
      env: { ...process.env, ...command.environment },
      stdio: ["ignore", "pipe", "pipe"],
    })
    const texts = { output: "", errors: "" }
    child.stdout.on("data", (text) => (texts.output += String(text)))
    child.stderr.on("data", (text) => (texts.errors += String(text)))
    let sampled = 0
    const timer = setInterval(() => (sampled = Math.max(sampled, residentKilobytes(child.pid))), sampleEvery)
    const status = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject)
      child.on("close", resolve)
    }).finally(() => clearInterval(timer))
    const seconds = (performance.now() - began) / 1000
    const busy = busySeconds() - busyBefore
    if (status !== 0) throw failed(command, status, texts)
    const [largest = 0, user, system] = isTimed ? lastLine(timesFile).split(" ").map(Number) : []
    const peak = Math.max(sampled, largest)
    const cpuSeconds = user === undefined || system === undefined ? undefined : user + system
    return {
      seconds,
      cpuSeconds,
      others: cpuSeconds === undefined ? undefined : Math.max(0, (busy - cpuSeconds) / seconds),
      megabytes: peak === 0 ? undefined : peak / 1024,
      output: texts.output,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function failed({ command, words }: Command, status: number | null, texts: { output: string; errors: string }): Error {
  const tail = `${texts.output}\n${texts.errors}`.trim().split("\n").slice(-15).join("\n")
  return new Error(`${command} ${words.join(" ")} ended with status ${status}:\n${tail}`)
}

/** Kilobytes that a process and its descendants hold now; 0 where /proc is not there or they are gone. */
export function residentKilobytes(pid: number | undefined): number {
  if (pid === undefined) return 0
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/status`))
  const children = readOr(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number)
  return Number(resident?.[1] ?? 0) + children.reduce((sum, child) => sum + residentKilobytes(child), 0)
}

const ticksPerSecond = 100

/** Processor seconds that all processes together have used since the machine started; NaN without /proc. */
export function busySeconds(): number {
  const [user = NaN, nice = NaN, system = NaN] = readOr("/proc/stat")
    .split("\n", 1)[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system) / ticksPerSecond
}

const lastLine = (path: string): string => readFileSync(path, "utf8").trim().split("\n").at(-1) ?? ""

function readOr(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return "" // the process is gone, or the system has no /proc
  }
}
