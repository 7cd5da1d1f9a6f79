// The first rows of predictions: what is predicted of each output, and how sure the model is.
import type { PredictionBatch } from "@fidelio/engine"
import { formatMetric } from "./numbers.ts"
import { type TableColumn, tableLines } from "./table.ts"
import type { Terminal } from "./terminal.ts"

const rows = 5
const outputsShown = 4

const format = (value: unknown): string => (typeof value === "number" ? formatMetric(value) : String(value))

export function writePreview(terminal: Terminal, batch: PredictionBatch, outputs: readonly string[]): void {
  const columns = outputs.slice(0, outputsShown).flatMap((name) => [
    { title: name, values: batch[`${name}_predictions`] },
    { title: "probability", values: batch[`${name}_probability`] },
  ])
  const shown = columns.flatMap(({ title, values }) => (values === undefined ? [] : [{ title, values }]))
  const size = Math.min(rows, shown[0]?.values.length ?? 0)
  if (size === 0) return
  const titles = shown.map(({ title, values }): TableColumn => ({
    title,
    shrinksTo: 10,
    align: typeof values[0] === "number" ? "right" : "left",
    style: title === "probability" ? "faint" : "strong",
  }))
  const cells = Array.from({ length: size }, (_, row) => ({ cells: shown.map(({ values }) => format(values[row])) }))
  terminal.gap()
  for (const line of tableLines(terminal, titles, cells)) terminal.line(line)
}
