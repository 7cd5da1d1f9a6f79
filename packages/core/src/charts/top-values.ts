// The most frequent values of a column, and how many rows have others.
import { chart, nominal, quantity, type Chart } from "./chart.ts"

export interface TopValues {
  readonly column: string
  readonly rows: number
  readonly top: readonly { readonly value: string; readonly count: number }[]
}

export function topValues({ column, rows, top }: TopValues): Chart {
  const rest = rows - top.reduce((total, { count }) => total + count, 0)
  const first = top[0]
  const bars = [...top, ...(rest > 0 ? [{ value: "all others", count: rest }] : [])]
  return chart({
    title: `Values of ${column}`,
    description:
      first === undefined
        ? `Values of ${column}: none.`
        : `Most frequent values of ${column}: ${first.value} in ${first.count} of ${rows} rows.`,
    values: bars.map(({ value, count }) => ({ value, count, share: count / Math.max(1, rows) })),
    spec: {
      height: 22 * Math.max(1, bars.length),
      mark: { type: "bar", cornerRadiusEnd: 3, height: 13 },
      encoding: {
        y: nominal("value", null, { sort: null, axis: { ticks: false, domain: false } }),
        x: quantity("count", "rows", { axis: { grid: true, tickCount: 4 } }),
        tooltip: [nominal("value", "value"), quantity("count", "rows"), quantity("share", "share", { format: ".1%" })],
      },
    },
    table: { columns: ["value", "rows"], rows: bars.map(({ value, count }) => [value, count]) },
  })
}
