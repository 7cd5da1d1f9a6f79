// Metrics of each output feature, a column a split; the followed one is marked.
import type { SplitMetrics } from "@fidelio/engine"
import { formatMetric } from "./numbers.ts"
import { type TableColumn, tableLines, type TableRow } from "./table.ts"
import type { Terminal } from "./terminal.ts"

/** The metric that decides which checkpoint is the best. */
interface Followed {
  readonly field: string
  readonly metric: string
}

type Splits = Readonly<Record<string, SplitMetrics | undefined>>

export const mark = "★"

/** Features in the order in which the splits name them; what all outputs share comes last, and only where it differs. */
function featuresOf(splits: readonly SplitMetrics[]): string[] {
  const names = [...new Set(splits.flatMap((metrics) => Object.keys(metrics)))].filter((name) => name !== "combined")
  const hasCombined = splits.some((metrics) => metrics["combined"] !== undefined)
  return names.length === 1 || !hasCombined ? names : [...names, "combined"]
}

/** A metric that has no value on any split is not worth a row. */
const definedIn = (metrics: SplitMetrics[string] = {}): string[] =>
  Object.keys(metrics).filter((metric) => metrics[metric] !== null)

export function writeMetrics(terminal: Terminal, bySplit: Splits, followed?: Followed): void {
  const splits = Object.entries(bySplit).filter((entry): entry is [string, SplitMetrics] => entry[1] !== undefined)
  const features = featuresOf(splits.map(([, metrics]) => metrics))
  for (const feature of features) {
    terminal.gap()
    const columns: TableColumn[] = [
      { title: feature, shrinksTo: 16 },
      ...splits.map(([split]): TableColumn => ({ title: split, align: "right" })),
    ]
    const metrics = [...new Set(splits.flatMap(([, metricsOf]) => definedIn(metricsOf[feature])))]
    const rows = metrics.map((metric): TableRow => {
      const isFollowed =
        metric === followed?.metric &&
        (feature === followed.field || (features.length === 1 && followed.field === "combined"))
      const values = splits.map(([, metricsOf]) => formatMetric(metricsOf[feature]?.[metric]))
      return {
        cells: [isFollowed ? `${mark} ${metric}` : `  ${metric}`, ...values],
        ...(isFollowed && { style: "good" as const }),
      }
    })
    for (const line of tableLines(terminal, columns, rows)) terminal.line(line)
  }
}
