// The coefficients of a score with their confidence intervals, the largest first.
import { chart, nominal, quantity, say, type Chart, type ChartObject } from "./chart.ts"

export interface CoefficientIntervals {
  /** What the coefficients add up to. */
  readonly score: string
  readonly coefficients: readonly {
    /** The column, and the level of a category. */
    readonly name: string
    readonly value: number
    /** The interval; null where it is not known. */
    readonly lower: number | null
    readonly upper: number | null
  }[]
}

/** So many coefficients are drawn; the table has all. */
export const mostCoefficients = 25

export function coefficientIntervals({ score, coefficients }: CoefficientIntervals): Chart {
  const sorted = coefficients.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))
  const [first] = sorted
  const drawn = sorted.slice(0, mostCoefficients)
  const hasIntervals = drawn.some(({ lower, upper }) => lower !== null && upper !== null)
  return chart({
    title: `Coefficients of ${score}`,
    description:
      first === undefined
        ? `Coefficients of ${score}: none.`
        : `Coefficients of ${score}, ${sorted.length} of them${hasIntervals ? " with intervals" : ""}: ${first.name} is the largest with ${say(first.value)}.`,
    values: drawn.map(({ name, value, lower, upper }) => ({ name, value, lower, upper })),
    spec: {
      height: 24 * Math.max(1, drawn.length),
      encoding: { y: nominal("name", null, { sort: null, axis: { ticks: false, domain: false } }) },
      layer: [zero, ...(hasIntervals ? [intervals] : []), points(hasIntervals)],
    },
    table: {
      columns: ["coefficient of", "value", "lower", "upper"],
      rows: sorted.map(({ name, value, lower, upper }) => [name, value, lower, upper]),
    },
  })
}

const zero: ChartObject = {
  data: { values: [{ zero: 0 }] },
  mark: { type: "rule", style: "quiet" },
  encoding: { x: { field: "zero", type: "quantitative" }, y: null },
}

const place = (field: string): ChartObject =>
  quantity(field, "coefficient", { axis: { grid: true, tickCount: 4 }, scale: { zero: true } })

const intervals: ChartObject = {
  transform: [{ filter: "isValid(datum.lower) && isValid(datum.upper)" }],
  mark: { type: "rule", strokeWidth: 2 },
  encoding: { x: place("lower"), x2: { field: "upper" } },
}

const points = (hasIntervals: boolean): ChartObject => ({
  mark: { type: "point", filled: true, size: 60, opacity: 1 },
  encoding: {
    x: place("value"),
    tooltip: [
      nominal("name", "coefficient of"),
      quantity("value", "value", { format: ".4~g" }),
      ...(hasIntervals
        ? [quantity("lower", "lower", { format: ".4~g" }), quantity("upper", "upper", { format: ".4~g" })]
        : []),
    ],
  },
})
