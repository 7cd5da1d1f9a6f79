// The command in tests: folders to work in, and the command started as a person starts it.
import { spawn, type ChildProcess } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { root } from "./sources.ts"

export interface Outcome {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Folder extends Disposable {
  readonly path: string
  at(...names: readonly string[]): string
  write(name: string, content: string | Uint8Array): string
}

/** An empty folder with the repository's packages, removed when it is disposed of. */
export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "fidelio-test-"))
  symlinkSync(join(root, "node_modules"), join(path, "node_modules"))
  const at = (...names: readonly string[]): string => join(path, ...names)
  return {
    path,
    at,
    write(name, content) {
      writeFileSync(at(name), content)
      return at(name)
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

interface StartOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** A command that runs it in surroundings of their own. */
  readonly within?: readonly string[] | undefined
}

const command = join(root, "packages/fidelio/bin/fidelio.js")

export function startFidelio(words: readonly string[], { cwd, env = {}, within = [] }: StartOptions): ChildProcess {
  const [program, ...rest] = [...within, process.execPath, command, ...words] as [string, ...string[]]
  return spawn(program, rest, {
    cwd,
    env: { ...process.env, NO_COLOR: "1", NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
}

/** What a started process says and how it ends. */
export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const texts = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => (texts[name] += text))
  child.on("error", reject)
  child.on("close", (status, signal) => resolve({ status, signal, ...texts }))
  return promise
}

export const fidelio = (words: readonly string[], options: StartOptions): Promise<Outcome> =>
  outcomeOf(startFidelio(words, options))

/** Every file and folder below, without what the packages are linked with. */
export const contentsOf = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.startsWith("node_modules"))
    .toSorted()
