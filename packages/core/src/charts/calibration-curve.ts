// How often what was said to have a probability came true, over the probability.
import type { Chart } from "./chart.ts"
import { squareCurve } from "./square-curve.ts"

export interface CalibrationCurve {
  readonly feature: string
  readonly curves: readonly {
    readonly name: string
    /** Mean predicted probability of each bin of rows. */
    readonly predicted: readonly number[]
    /** Share of the bin's rows of which it came true. */
    readonly observed: readonly number[]
  }[]
}

export function calibrationCurve({ feature, curves }: CalibrationCurve): Chart {
  const gaps = curves.flatMap(({ predicted, observed }) => predicted.map((p, i) => Math.abs(p - (observed[i] ?? p))))
  const largest = gaps.length === 0 ? "" : `, at most ${Math.max(...gaps).toFixed(2)} from it`
  return squareCurve({
    title: `Calibration of ${feature}`,
    description: `Share that came true over predicted probability of ${feature}. On the diagonal both agree${largest}.`,
    x: "predicted probability",
    y: "share that came true",
    series: curves.map(({ name, predicted, observed }) => ({ name, x: predicted, y: observed })),
    hasDiagonal: true,
    hasPoints: true,
  })
}
