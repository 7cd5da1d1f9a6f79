// A run as a person watches it: the data, the model, progress, the result and what to do next.
import type { EvaluationDone, TrainEnd, TrainingCallbacks, TrainStart } from "@fidelio/engine"
import { writeData } from "./data-summary.ts"
import { createEvaluationLines } from "./evaluation-lines.ts"
import { mark, writeMetrics } from "./metrics-table.ts"
import { writeModel } from "./model-summary.ts"
import { formatCount, formatSeconds, plural } from "./numbers.ts"
import { progressLine } from "./progress-bar.ts"
import { progressionWords } from "./progression-words.ts"
import { type Terminal, writeHeading } from "./terminal.ts"
import { fit, wrap } from "./text.ts"

interface TrainingReportOptions {
  /** Seconds, from any start. */
  readonly now: () => number
  /** Commands worth trying after the run, with what they do. */
  readonly next: (end: TrainEnd) => readonly NextCommand[]
}

export interface NextCommand {
  readonly summary: string
  readonly command: string
}

/** What was heard of a run before it ended. */
interface Seen {
  readonly last: EvaluationDone | undefined
  readonly words: (typeof progressionWords)[keyof typeof progressionWords]
}

function reasonOf(event: TrainEnd, { last, words }: Seen): string {
  switch (event.reason) {
    case "epochs":
      return words.allDone(event)
    case "early_stop":
      return `stopped early: ${plural(last?.evaluationsWithoutImprovement ?? 0, "evaluation")} without improvement`
    case "finished":
      return "the run had ended already"
    case "interrupted":
      return "interrupted"
    case "callback":
      return "stopped by a callback"
    case "diverged":
      return "stopped: the loss became infinite; the best model before that is kept"
    default:
      return event.reason satisfies never
  }
}

/** The commands, each under what it is for. */
export function writeNext(terminal: Terminal, commands: readonly NextCommand[]): void {
  if (commands.length > 0) writeHeading(terminal, "Next")
  for (const { summary, command } of commands) {
    terminal.line(`  ${summary}`)
    terminal.line(`    ${terminal.paint("accent", command)}`)
  }
}

/** Where something was written. */
export const writePlace = (terminal: Terminal, what: string, path: string): void =>
  terminal.line(`  ${terminal.paint("faint", `${what} `.padEnd(9))}${path}`)

function writeEnd(terminal: Terminal, event: TrainEnd, seen: Seen): void {
  const { last, words } = seen
  writeHeading(terminal, "Result", `${reasonOf(event, seen)} · ${formatSeconds(event.seconds)}`)
  if (event.bestMetrics && last) {
    const { training, validation, test } = event.bestMetrics
    terminal.line(`  ${terminal.paint("good", mark)} ${words.best(event)}; the metrics of the model that is kept:`)
    const followed = { field: last.validationField, metric: last.validationMetric }
    writeMetrics(terminal, { training, validation, test }, followed)
  }
  terminal.gap()
  if (event.modelPath) writePlace(terminal, "model", event.modelPath)
  if (event.outputDirectory) writePlace(terminal, "results", event.outputDirectory)
}

export function createTrainingReport(terminal: Terminal, options: TrainingReportOptions): TrainingCallbacks {
  const lines = createEvaluationLines(terminal, options.now)
  let begun: TrainStart | undefined
  let last: EvaluationDone | undefined
  const words = (): Seen["words"] => progressionWords[begun?.progression ?? "epochs"]
  return {
    onDataReady: (event) => writeData(terminal, event),
    onModelBuilt: (event) => writeModel(terminal, event),
    onTrainStart(event) {
      begun = event
      writeHeading(terminal, "Training", words().start(event))
      if (event.resumedAtStep > 0) terminal.line(`  goes on after step ${formatCount(event.resumedAtStep)}`)
      lines.start(event, words().column)
    },
    onStepsDone: (event) => begun && terminal.live(progressLine(terminal, event, words().steps(event, begun))),
    onEvaluationStart: () => terminal.live(terminal.paint("faint", fit("  evaluating", terminal.width - 1))),
    onEvaluationEnd(event) {
      last = event
      lines.add(event)
    },
    onTrainEnd(event) {
      terminal.clear()
      lines.finish()
      writeEnd(terminal, event, { last, words: words() })
      writeNext(terminal, options.next(event))
    },
    onNotice({ message }) {
      const [first = "", ...more] = wrap(message, terminal.width - 8)
      terminal.line(terminal.paint("warning", `  note: ${first}`))
      for (const line of more) terminal.line(terminal.paint("warning", `        ${line}`))
    },
  }
}
