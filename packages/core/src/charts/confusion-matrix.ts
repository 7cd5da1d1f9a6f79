// What was predicted of each class, as counts or as shares of the class.
import { chart, nominal, quantity, say, type Chart } from "./chart.ts"

export interface ConfusionMatrix {
  readonly feature: string
  readonly labels: readonly string[]
  /** A row a true class, a column a predicted class. */
  readonly counts: readonly (readonly number[])[]
  /** Shares of the true class rather than counts. */
  readonly isNormalised: boolean
}

/** So many classes are drawn; with more, cells are too small to be read. */
export const mostClasses = 20

export function confusionMatrix({ feature, labels, counts, isNormalised }: ConfusionMatrix): Chart {
  const shown = frequentClasses(counts).slice(0, mostClasses)
  const total = sum(counts.map(sum))
  const right = sum(counts.map((row, i) => row[i] ?? 0))
  const values = shown.flatMap((i) =>
    shown.map((j) => {
      const count = counts[i]?.[j] ?? 0
      return { actual: labels[i], predicted: labels[j], count, share: count / Math.max(1, sum(counts[i] ?? [])) }
    }),
  )
  const field = isNormalised ? "share" : "count"
  const strongest = Math.max(...values.map((value) => value[field]), 0)
  return chart({
    title: `Confusion matrix of ${feature}`,
    description: `Confusion matrix of ${feature}, ${labels.length} classes: ${right} of ${total} rows are predicted right (${say((100 * right) / Math.max(1, total))} %).`,
    values,
    spec: {
      height: heightOf(shown.length),
      encoding: {
        x: nominal("predicted", "predicted", { sort: null, axis: { orient: "top", labelLimit: 90 } }),
        y: nominal("actual", "actual", { sort: null, axis: { domain: false } }),
        tooltip: [
          nominal("actual", "actual"),
          nominal("predicted", "predicted"),
          quantity("count", "rows"),
          quantity("share", "share of the class", { format: ".1%" }),
        ],
      },
      layer: [
        {
          mark: { type: "rect", cornerRadius: 3 },
          encoding: { color: quantity(field, "", { legend: null, scale: { domain: [0, strongest] } }) },
        },
        cellText(field, `datum.${field} <= ${strongest / 2}`),
        cellText(field, `datum.${field} > ${strongest / 2}`, "strong"),
      ],
    },
    table: {
      columns: ["actual \\ predicted", ...labels],
      rows: counts.map((row, i) => [labels[i] ?? "", ...(isNormalised ? sharesOf(row) : row)]),
    },
  })
}

/** Cells are about as high as they are wide on a page, and never too small to be read. */
const heightOf = (classes: number): number => classes * Math.max(28, Math.min(72, 320 / Math.max(1, classes)))

const cellText = (field: string, filter: string, style?: string) => ({
  transform: [{ filter }],
  mark: { type: "text", ...(style !== undefined && { style }) },
  encoding: { text: quantity(field, "", { format: field === "share" ? ".0%" : ",d" }) },
})

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

const sharesOf = (row: readonly number[]): readonly number[] => {
  const total = Math.max(1, sum(row))
  return row.map((count) => Number((count / total).toFixed(4)))
}

/** Places of classes: as they are, or the most frequent ones where there are too many. */
function frequentClasses(counts: readonly (readonly number[])[]): readonly number[] {
  const places = counts.map((_, i) => i)
  if (places.length <= mostClasses) return places
  const sizes = counts.map(sum)
  return places.toSorted((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0))
}
