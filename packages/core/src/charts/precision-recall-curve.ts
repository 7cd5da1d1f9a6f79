// The share of alarms that are right against the share of positives found, over all thresholds.
import { say, type Chart } from "./chart.ts"
import { squareCurve } from "./square-curve.ts"

export interface PrecisionRecallCurve {
  readonly feature: string
  readonly curves: readonly {
    readonly name: string
    readonly recall: readonly number[]
    readonly precision: readonly number[]
    readonly averagePrecision?: number | null | undefined
  }[]
}

export function precisionRecallCurve({ feature, curves }: PrecisionRecallCurve): Chart {
  const named = curves.map(({ name, averagePrecision }) =>
    typeof averagePrecision === "number" ? `${name} (average precision ${say(averagePrecision)})` : name,
  )
  return squareCurve({
    title: `Precision and recall of ${feature}`,
    description: `Precision over recall of ${feature}: ${named.join("; ")}.`,
    x: "recall",
    y: "precision",
    series: curves.map(({ recall, precision }, i) => ({ name: named[i] ?? "", x: recall, y: precision })),
    hasDiagonal: false,
  })
}
