// How the values of a number are spread: a count between each two edges.
import { chart, quantity, say, type Chart } from "./chart.ts"

export interface ColumnHistogram {
  readonly column: string
  /** One more than counts. */
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

export function columnHistogram({ column, edges, counts }: ColumnHistogram): Chart {
  const bins = counts.map((count, i) => ({ from: edges[i] ?? 0, to: edges[i + 1] ?? 0, count }))
  const rows = counts.reduce((total, count) => total + count, 0)
  const fullest = bins.toSorted((a, b) => b.count - a.count)[0]
  return chart({
    title: `Values of ${column}`,
    description:
      fullest === undefined
        ? `Histogram of ${column}: no values.`
        : `Histogram of ${column}, ${rows} values from ${say(edges[0] ?? 0)} to ${say(edges.at(-1) ?? 0)}; most, ${fullest.count}, are between ${say(fullest.from)} and ${say(fullest.to)}.`,
    values: bins,
    spec: {
      height: 160,
      mark: { type: "bar", binSpacing: 1 },
      encoding: {
        x: quantity("from", column, { bin: { binned: true }, axis: { grid: false, tickCount: 6 } }),
        x2: { field: "to" },
        y: quantity("count", "rows"),
        tooltip: [
          quantity("from", "from", { format: ".4~g" }),
          quantity("to", "to", { format: ".4~g" }),
          quantity("count", "rows"),
        ],
      },
    },
    table: { columns: ["from", "to", "rows"], rows: bins.map(({ from, to, count }) => [from, to, count]) },
  })
}
