// What smaller weights change: each metric before and after, and the bytes of the file.
import type { WeightsChange } from "@fidelio/engine"
import { formatBytes, formatMetric, plural } from "./numbers.ts"
import { type TableColumn, tableLines } from "./table.ts"
import type { Terminal } from "./terminal.ts"

const difference = (before: number | null, after: number | null): string => {
  if (before === null || after === null) return "–"
  const change = after - before
  return change === 0 ? "0" : `${change > 0 ? "+" : "−"}${formatMetric(Math.abs(change))}`
}

const columns = (title: string, weights: string): readonly TableColumn[] => [
  { title, shrinksTo: 16 },
  { title: "float32", align: "right" },
  { title: weights, align: "right" },
  { title: "change", align: "right" },
]

/** `measuredOn` names the rows. */
export function writeChange(terminal: Terminal, change: WeightsChange, measuredOn: string | undefined): void {
  const { weights, bytes, measured } = change
  for (const [feature, metrics] of Object.entries(measured?.metrics ?? {})) {
    const rows = Object.entries(metrics)
      .filter(([, { before, after }]) => before !== null || after !== null)
      .map(([metric, { before, after }]) => ({
        cells: [`  ${metric}`, formatMetric(before), formatMetric(after), difference(before, after)],
      }))
    terminal.gap()
    for (const line of tableLines(terminal, columns(feature, weights), rows)) terminal.line(line)
  }
  const saved = Math.round(100 * (1 - bytes.after / bytes.before))
  const size = {
    cells: ["  size", formatBytes(bytes.before), formatBytes(bytes.after), `${saved > 0 ? `−${saved}` : 0} %`],
  }
  terminal.gap()
  for (const line of tableLines(terminal, columns("file", weights), [size])) terminal.line(line)
  if (measured === undefined) return terminal.gap()
  terminal.gap()
  terminal.line(terminal.paint("faint", `  measured on ${plural(measured.rows, "row")} of ${measuredOn ?? "the data"}`))
}
