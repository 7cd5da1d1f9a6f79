// Runs the `fidelio` command as a person would, in a folder of its own.
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"

export const repository = fileURLToPath(new URL("../..", import.meta.url))
const binary = join(repository, "packages/fidelio/bin/fidelio.js")

/** Tables that come with the dev dependency. */
export const sampleData = (name: string): string => join(repository, "node_modules/vega-datasets/data", name)

export interface Outcome {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

interface CommandOptions {
  readonly cwd: string
  /** Told of the output as it comes; may send a signal. */
  readonly onOutput?: (soFar: string, kill: (signal: NodeJS.Signals) => void) => void
}

export function fidelio(words: readonly string[], { cwd, onOutput }: CommandOptions): Promise<Outcome> {
  return run([binary, ...words], { cwd, ...(onOutput && { onOutput }) })
}

/** Runs Node on a file. */
export function run(words: readonly string[], { cwd, onOutput }: CommandOptions): Promise<Outcome> {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined }
  const child = spawn(process.execPath, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
  const output = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text
      onOutput?.(output.stdout, (signal) => child.kill(signal))
    })
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (status) => resolve({ status, ...output }))
  })
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fidelio-test-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The events of `--json`. */
export const eventsOf = ({
  stdout,
}: Outcome): readonly (Readonly<Record<string, unknown>> & { readonly event: string })[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly event: string })
