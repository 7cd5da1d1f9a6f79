// `fidelio hub compare`: metrics of several versions side by side, the best marked.
import type { Comparison } from "@fidelio/client"
import type { CommandContext } from "../command.ts"
import { mark } from "../terminal/metrics-table.ts"
import { formatMetric } from "../terminal/numbers.ts"
import { tableLines } from "../terminal/table.ts"
import type { Terminal } from "../terminal/terminal.ts"
import { connect, type ConnectionValues } from "./connection.ts"
import { readVersionRef, versionRef } from "./references.ts"

interface CompareValues extends ConnectionValues {
  readonly versions: readonly string[]
}

export async function compare({ versions, ...values }: CompareValues, context: CommandContext): Promise<void> {
  for (const text of versions) readVersionRef(text)
  const { hub } = await connect(values)
  const found = await hub.compareVersions({ query: { versions: versions.join(",") } })
  context.emit?.("comparison", found)
  writeComparison(context.terminal, found)
}

export function writeComparison(terminal: Terminal, { versions, rows }: Comparison): void {
  const told = rows.filter(({ values }) => values.some((value) => value !== null))
  const features = new Set(told.map(({ feature }) => feature))
  const columns = [
    { title: "split" },
    { title: "metric", shrinksTo: 16 },
    ...versions.map((version) => ({ title: versionRef(version), align: "right" as const })),
  ]
  const cells = told.map(({ split, feature, metric, values, best }) => ({
    cells: [
      split,
      features.size > 1 ? `${feature} ${metric}` : metric,
      ...values.map((value, i) => `${best.includes(i) && versions.length > 1 ? `${mark} ` : ""}${formatMetric(value)}`),
    ],
  }))
  for (const line of tableLines(terminal, columns, cells)) terminal.line(line)
}
