// What was found in the data: a row a column, the splits, what was left out.
import type { ColumnSummary, DataReady } from "@fidelio/engine"
import { formatCount, formatSeconds, plural } from "./numbers.ts"
import { type TableColumn, tableLines, type TableRow } from "./table.ts"
import { type Terminal, writeHeading } from "./terminal.ts"

const columns: readonly TableColumn[] = [
  { title: "column", shrinksTo: 12, style: "strong" },
  { title: "type", style: "accent" },
  { title: "missing", align: "right" },
  { title: "distinct", align: "right" },
  { title: "values", shrinksTo: 10, style: "faint" },
]

/** With thousands of columns, as many of each role are shown. */
const shown = { input: 40, output: 10 } as const

const row = (column: ColumnSummary): TableRow => ({
  cells: [
    column.role === "output" ? `→ ${column.column}` : `  ${column.column}`,
    column.type,
    formatCount(column.missing),
    formatCount(column.distinct),
    column.summary,
  ],
})

export function writeData(terminal: Terminal, event: DataReady): void {
  const time = event.cached ? `${formatSeconds(event.seconds)}, from the cache` : formatSeconds(event.seconds)
  writeHeading(terminal, "Data", `${event.source} · ${time}`)
  const rows: TableRow[] = []
  for (const role of ["input", "output"] as const) {
    const ofRole = event.columns.filter((column) => column.role === role)
    rows.push(...ofRole.slice(0, shown[role]).map(row))
    const hidden = ofRole.length - shown[role]
    if (hidden > 0) rows.push({ cells: [`  and ${formatCount(hidden)} more`], style: "faint" })
  }
  for (const line of tableLines(terminal, columns, rows)) terminal.line(line)
  const { training, validation, test } = event.splits
  const splits = `${formatCount(training)} training · ${formatCount(validation)} validation · ${formatCount(test)} test`
  terminal.line(`  ${plural(training + validation + test, "row")}: ${splits}`)
  for (const { rows: count, reason } of event.dropped) {
    if (count > 0) terminal.line(terminal.paint("warning", `  ${plural(count, "row")} left out: ${reason}`))
  }
}
