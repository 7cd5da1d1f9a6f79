// The `fidelio` command: finds what was asked for, runs it, and turns errors into sentences and exit statuses.
import { readFileSync } from "node:fs"
import { CancelledError, errorCatalogue, FidelioError } from "@fidelio/core/errors"
import type { Command, CommandContext } from "./command.ts"
import { commands } from "./commands/index.ts"
import { listenForInterrupts } from "./interrupt.ts"
import { parseRequest } from "./parse.ts"
import { writeError } from "./terminal/error-report.ts"
import { createTerminal, hasColors, type Output } from "./terminal/terminal.ts"

/** Where the command writes: `process`, or recorders in tests. */
export interface Streams {
  readonly stdout: Output
  readonly stderr: Output
  /** Whether each shows colours. */
  readonly colors: { readonly stdout: boolean; readonly stderr: boolean }
}

interface OutputValues {
  readonly json: boolean
  readonly verbose: boolean
  readonly logging_level: string
}

const processStreams = (): Streams => ({
  stdout: process.stdout,
  stderr: process.stderr,
  colors: { stdout: hasColors(process.stdout), stderr: hasColors(process.stderr) },
})

function readVersion(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8")
  return (JSON.parse(text) as { version: string }).version // our own file
}

const savesAndStops = "Finishing the step and saving"

const silent: Output = { write: () => undefined }

function contextOf(streams: Streams, values: OutputValues, signal: AbortSignal): CommandContext {
  const isQuiet = values.json || ["critical", "error", "warning"].includes(values.logging_level)
  const { stdout } = streams
  const emit = (event: string, payload: object): void => {
    stdout.write(`${JSON.stringify({ event, ...payload })}\n`)
  }
  return {
    terminal: createTerminal(isQuiet ? silent : stdout, { colors: streams.colors.stdout }),
    emit: values.json ? emit : undefined,
    signal,
    print: (text) => stdout.write(text),
  }
}

async function runCommand(command: Command, values: object, streams: Streams): Promise<number> {
  const output = values as OutputValues // every command has these flags
  using interruption = listenForInterrupts()
  const context = contextOf(streams, output, interruption.signal)
  const { terminal } = context
  interruption.signal.addEventListener("abort", () => {
    terminal.clear()
    terminal.line(terminal.paint("warning", `  ${command.interruption ?? savesAndStops}; Ctrl-C again stops at once.`))
  })
  try {
    return (await command.run(values as Parameters<Command["run"]>[0], context)) ?? 0
  } catch (error) {
    terminal.clear()
    context.emit?.(
      "error",
      error instanceof FidelioError ? error.toJSON() : { code: "internal", message: String(error) },
    )
    if (context.emit === undefined) reportError(streams, error, output.verbose || output.logging_level === "debug")
    return exitStatus(error)
  }
}

function reportError(streams: Streams, error: unknown, verbose: boolean): void {
  writeError(createTerminal(streams.stderr, { colors: streams.colors.stderr }), error, verbose)
}

const exitStatus = (error: unknown): number => {
  if (error instanceof CancelledError) return errorCatalogue.cancelled.exit
  return error instanceof FidelioError ? errorCatalogue[error.code].exit : 1
}

/** Runs the command that the words (without `node` and the script) ask for; returns the exit status. */
export async function main(words: readonly string[], streams: Streams = processStreams()): Promise<number> {
  try {
    const width = Math.min(streams.stdout.columns ?? 100, 120)
    const request = parseRequest(words, commands, {
      version: readVersion(),
      width,
      hasColors: streams.colors.stdout,
    })
    if (request.kind === "run") return await runCommand(request.command, request.values, streams)
    streams.stdout.write(request.text)
    return 0
  } catch (error) {
    reportError(streams, error, false)
    return exitStatus(error)
  }
}
