// A metric over the course of a training: one line a split, or one a version.
import { chart, lineLegend, nominal, quantity, say, words, type Chart, type ChartObject } from "./chart.ts"

export interface CurvePoint {
  readonly x: number
  readonly value: number | null
}

export interface Curve {
  readonly name: string
  readonly points: readonly CurvePoint[]
}

export interface LearningCurves {
  readonly feature: string
  readonly metric: string
  readonly direction?: "maximize" | "minimize" | undefined
  /** What the x axis counts: epoch, round, step, seconds. */
  readonly unit: string
  readonly curves: readonly Curve[]
  /** Where the model that was kept is. */
  readonly best?: number | undefined
}

const dashes = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 2, 2, 2],
] as const

export function learningCurves(input: LearningCurves): Chart {
  const { feature, metric, unit, curves, best } = input
  const title = `${words(metric)} of ${feature}`
  const values = curves.flatMap(rowsOf)
  const range = values.some(({ value }) => typeof value === "number") ? {} : { domain: [0, 1] }
  const names = curves.map(({ name }) => name)
  return chart({
    title,
    description: describe(input, title),
    values,
    spec: {
      height: 220,
      encoding: {
        x: quantity("x", unit, {
          axis: { tickMinStep: 1, format: ",~f" },
          scale: { nice: false, zero: false, ...range },
        }),
        y: quantity("value", words(metric), { scale: { zero: false, ...range } }),
        color: nominal("series", null, { scale: { domain: names }, legend: lineLegend(names) }),
      },
      layer: [...(best === undefined ? [] : [bestRule(best)]), lines(names), points(unit, metric)],
    },
    table: tableOf(input),
  })
}

/** A point that no line leads to shows itself. */
function rowsOf({ name, points }: Curve): readonly ChartObject[] {
  const isLone = points.filter(({ value }) => value !== null).length === 1
  return points.map(({ x, value }) => ({ series: name, x, value, ...(isLone && { isLone }) }))
}

const bestRule = (best: number) => ({
  data: { values: [{ best }] },
  mark: { type: "rule", style: "quiet", tooltip: { expr: "'the model that was kept'" } },
  encoding: { x: { field: "best", type: "quantitative" }, y: null, color: null },
})

const lines = (names: readonly string[]) => ({
  mark: { type: "line", point: false },
  encoding: {
    ...(names.length <= dashes.length && {
      strokeDash: nominal("series", null, {
        scale: { domain: names, range: dashes.slice(0, names.length) },
        legend: lineLegend(names),
      }),
    }),
  },
})

/** The points of lines show themselves under the pointer. */
const points = (unit: string, metric: string) => ({
  params: [
    {
      name: "nearest",
      select: { type: "point", on: "pointermove", nearest: true, clear: "pointerout", fields: ["x"] },
    },
  ],
  mark: { type: "point", filled: true, size: 55 },
  encoding: {
    opacity: {
      condition: [
        { param: "nearest", empty: false, value: 1 },
        { test: "datum.isLone", value: 1 },
      ],
      value: 0,
    },
    tooltip: [nominal("series", "line"), quantity("x", unit), quantity("value", words(metric), { format: ".4~g" })],
  },
})

function describe({ curves, direction, unit }: LearningCurves, title: string): string {
  const ends = curves.flatMap(({ name, points }) => {
    const known = points.flatMap(({ value }) => (value === null ? [] : [value]))
    const last = known.at(-1)
    if (last === undefined) return []
    const best = direction === "maximize" ? Math.max(...known) : Math.min(...known)
    return [`${name} ends at ${say(last)}${direction === undefined ? "" : `, its best is ${say(best)}`}`]
  })
  return `Lines of ${title} over ${unit}: ${ends.length === 0 ? "no values yet" : ends.join("; ")}.`
}

function tableOf({ curves, unit }: LearningCurves): Chart["table"] {
  const places = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b)
  const valuesOf = curves.map(({ points }) => new Map(points.map(({ x, value }) => [x, value])))
  return {
    columns: [unit, ...curves.map(({ name }) => name)],
    rows: places.map((x) => [x, ...valuesOf.map((values) => values.get(x) ?? null)]),
  }
}
