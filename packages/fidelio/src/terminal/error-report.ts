// An error as a person reads it: code, sentence, place, hint; a stack only when asked for.
import { ConfigError, FidelioError } from "@fidelio/core/errors"
import { plural } from "./numbers.ts"
import type { Terminal } from "./terminal.ts"
import { capitalized, sentence, wrap } from "./text.ts"

const indented = (terminal: Terminal, text: string, indent: string): string[] =>
  wrap(text, terminal.width - indent.length).map((line) => indent + line)

function writeDetails(terminal: Terminal, error: FidelioError, indent: string): void {
  if (error.excerpt) {
    for (const line of error.excerpt.split("\n")) terminal.line(terminal.paint("faint", `${indent}  ${line}`))
  }
  if (error.hint) {
    const [first = "", ...more] = indented(terminal, capitalized(error.hint), `${indent}      `)
    terminal.line(`${indent}${terminal.paint("good", "hint:")} ${first.trimStart()}`)
    for (const line of more) terminal.line(line)
  }
}

function writeProblem(terminal: Terminal, problem: FidelioError): void {
  terminal.gap()
  const place = problem.at ? `${terminal.paint("strong", problem.at)}  ` : ""
  terminal.line(`  ${place}${terminal.paint("faint", problem.code)}`)
  for (const line of indented(terminal, sentence(problem.message), "  ")) terminal.line(line)
  writeDetails(terminal, problem, "  ")
}

function writeFidelioError(terminal: Terminal, error: FidelioError): void {
  terminal.line(`${terminal.paint("error", "error")} ${terminal.paint("faint", error.code)}`)
  for (const line of indented(terminal, sentence(error.message), "  ")) terminal.line(line)
  if (!(error instanceof ConfigError)) {
    if (error.at) terminal.line(terminal.paint("strong", `  at ${error.at}`))
    return writeDetails(terminal, error, "  ")
  }
  for (const problem of error.problems) writeProblem(terminal, problem)
  terminal.gap()
  terminal.line(terminal.paint("faint", `  ${plural(error.problems.length, "problem")}; nothing was run or written.`))
}

function writeStack(terminal: Terminal, error: unknown): void {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    terminal.gap()
    for (const line of (cause.stack ?? String(cause)).split("\n")) terminal.line(terminal.paint("faint", line))
  }
}

/** Writes the error; `verbose` adds where in the program it was raised, and its causes. */
export function writeError(terminal: Terminal, error: unknown, verbose: boolean): void {
  if (error instanceof FidelioError) writeFidelioError(terminal, error)
  else {
    terminal.line(`${terminal.paint("error", "error")} ${terminal.paint("faint", "internal")}`)
    const message = error instanceof Error ? error.message : String(error)
    for (const line of indented(terminal, message, "  ")) terminal.line(line)
    if (!verbose) {
      const advice =
        "This is a fault of Fidelio, not yours. With --verbose it shows where it came from; please report that."
      for (const line of indented(terminal, advice, "  ")) terminal.line(line)
    }
  }
  if (verbose) writeStack(terminal, error)
}
