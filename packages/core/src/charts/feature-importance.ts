// How much predictions rest on each column, the most important first.
import { chart, nominal, quantity, say, type Chart } from "./chart.ts"

export interface FeatureImportance {
  readonly importance: readonly { readonly column: string; readonly value: number }[]
}

/** So many columns are drawn; the table has all. */
export const mostColumns = 25

export function featureImportance({ importance }: FeatureImportance): Chart {
  const sorted = importance.toSorted((a, b) => b.value - a.value)
  const first = sorted[0]
  return chart({
    title: "Feature importance",
    description:
      first === undefined
        ? "Feature importance: none known."
        : `Feature importance, bars of ${sorted.length} columns: ${first.column} matters most with ${say(first.value)}.`,
    values: sorted.slice(0, mostColumns).map(({ column, value }) => ({ column, value })),
    spec: {
      height: 24 * Math.max(1, Math.min(sorted.length, mostColumns)),
      mark: { type: "bar", cornerRadiusEnd: 3, height: 14 },
      encoding: {
        y: nominal("column", null, { sort: null, axis: { ticks: false, domain: false } }),
        x: quantity("value", "importance", { axis: { grid: true, tickCount: 4 } }),
        tooltip: [nominal("column", "column"), quantity("value", "importance", { format: ".4~g" })],
      },
    },
    table: { columns: ["column", "importance"], rows: sorted.map(({ column, value }) => [column, value]) },
  })
}
