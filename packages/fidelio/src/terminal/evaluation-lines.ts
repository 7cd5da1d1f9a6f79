// One line an evaluation while training, in columns, not more of them than a person can read.
import type { EvaluationDone, TrainStart } from "@fidelio/engine"
import { mark } from "./metrics-table.ts"
import { formatMetric, formatSeconds } from "./numbers.ts"
import type { Terminal } from "./terminal.ts"
import { fit, oneLine, pad } from "./text.ts"

/** Lines that come faster than this many seconds apart are left out on a terminal. */
const secondsApart = 0.1
/** Not on a terminal, a run leaves about as many lines. */
const maxLines = 100

interface Cell {
  readonly title: string
  readonly value: string
}

/** What counts a run: its title, and where an evaluation stands. */
export interface CountColumn {
  readonly title: string
  value(event: EvaluationDone): number
}

function cellsOf(event: EvaluationDone, elapsed: number, column: CountColumn | undefined): Cell[] {
  const { losses } = event
  const { training } = event.metrics
  const { validationField: field, validationMetric: metric, validationSplit: split } = event
  const cells = [
    ...(column === undefined ? [] : [{ title: column.title, value: String(column.value(event)) }]),
    { title: "training loss", value: formatMetric(losses.training) },
  ]
  if (losses.validation !== undefined) cells.push({ title: "validation loss", value: formatMetric(losses.validation) })
  if (metric !== "loss") {
    const isOnlyOutput = Object.keys(training).filter((name) => name !== "combined").length === 1
    const name = isOnlyOutput ? metric : `${oneLine(field)}.${metric}`
    cells.push({ title: `${split} ${name}`, value: formatMetric(event.value) })
  }
  cells.push({ title: "time", value: formatSeconds(elapsed) })
  return cells
}

const minimumWidth = 7

function layout(terminal: Terminal, cells: readonly Cell[]): number[] {
  const widths = cells.map(({ title }) => Math.max(minimumWidth, title.length))
  const total = 2 + widths.reduce((sum, width) => sum + width + 2, 0) + 1
  const longest = widths.indexOf(Math.max(...widths))
  if (total > terminal.width) widths[longest] = Math.max(minimumWidth + 3, widths[longest]! - (total - terminal.width))
  return widths
}

export interface EvaluationLines {
  /** Counts time and steps from here. */
  start(run: Pick<TrainStart, "totalSteps" | "resumedAtStep">, column: CountColumn | undefined): void
  add(event: EvaluationDone): void
  /** Shows the last evaluation if it was left out. */
  finish(): void
}

/** `now` in seconds. */
export function createEvaluationLines(terminal: Terminal, now: () => number): EvaluationLines {
  let widths: number[] | undefined
  let waiting: EvaluationDone | undefined
  let started = now()
  let shownAt = -Infinity
  let stepsApart = 1
  let column: CountColumn | undefined
  let nextStep = 0

  function show(event: EvaluationDone): void {
    waiting = undefined
    shownAt = now()
    nextStep = event.step + stepsApart
    const cells = cellsOf(event, shownAt - started, column)
    const isFirst = widths === undefined
    widths ??= layout(terminal, cells)
    const line = (texts: readonly string[]): string =>
      `  ${texts.map((text, i) => pad(fit(text, widths![i]!), widths![i]!, "start")).join("  ")}`
    if (isFirst) terminal.line(terminal.paint("faint", line(cells.map(({ title }) => title))))
    const text = line(cells.map(({ value }) => value))
    terminal.line(event.improved ? `${text}  ${terminal.paint("good", mark)}` : text)
  }

  return {
    start({ totalSteps, resumedAtStep }, counted) {
      started = now()
      column = counted
      stepsApart = Math.max(1, Math.floor((totalSteps - resumedAtStep) / maxLines))
    },
    add(event) {
      const isDue = terminal.isInteractive ? now() - shownAt >= secondsApart : event.step >= nextStep
      if (isDue) show(event)
      else waiting = event
    },
    finish() {
      if (waiting) show(waiting)
    },
  }
}
