// Lines between 0 and 1 on both axes: what the ROC, precision-recall and calibration curves have in common.
import { chart, lineLegend, nominal, quantity, type Chart, type ChartObject } from "./chart.ts"

export interface SquareSeries {
  readonly name: string
  readonly x: readonly number[]
  readonly y: readonly number[]
}

interface SquareCurve {
  readonly title: string
  readonly description: string
  readonly x: string
  readonly y: string
  readonly series: readonly SquareSeries[]
  /** From corner to corner: what chance, or a perfect calibration, would give. */
  readonly hasDiagonal: boolean
  readonly hasPoints?: boolean
}

/** More points than this cannot be seen. */
const mostPoints = 400

/** Draws at most `mostPoints` of a line; the first and the last are always among them. */
export function thinned<T>(points: readonly T[]): readonly T[] {
  if (points.length <= mostPoints) return points
  const step = (points.length - 1) / (mostPoints - 1)
  return Array.from({ length: mostPoints }, (_, i) => points[Math.round(i * step)]!) // in range
}

export function squareCurve({ title, description, x, y, series, hasDiagonal, hasPoints = false }: SquareCurve): Chart {
  const values = series.flatMap((one) =>
    thinned(one.x.map((at, i) => ({ series: one.name, x: at, y: one.y[i] ?? 0, order: i }))),
  )
  const names = series.map(({ name }) => name)
  const scale = { domain: [0, 1], nice: false }
  return chart({
    title,
    description,
    values,
    spec: {
      height: 280,
      encoding: {
        x: quantity("x", x, { scale, axis: { grid: true } }),
        y: quantity("y", y, { scale }),
      },
      layer: [
        ...(hasDiagonal ? [diagonal] : []),
        {
          mark: { type: "line", interpolate: "linear", ...(hasPoints && { point: { size: 50 } }) },
          encoding: {
            order: { field: "order" },
            color: nominal("series", null, { scale: { domain: names }, legend: lineLegend(names) }),
            tooltip: [
              nominal("series", "line"),
              quantity("x", x, { format: ".3f" }),
              quantity("y", y, { format: ".3f" }),
            ],
          },
        },
      ],
    },
    table: {
      columns: ["line", x, y],
      rows: values.map((point) => [point.series, Number(point.x.toFixed(4)), Number(point.y.toFixed(4))]),
    },
  })
}

const diagonal: ChartObject = {
  data: {
    values: [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
  },
  mark: { type: "line", style: "quiet", strokeWidth: 1 },
}
