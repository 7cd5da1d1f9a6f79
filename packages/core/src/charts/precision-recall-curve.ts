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
  const namedBy = (words: string) =>
    curves.map(({ name, averagePrecision }) =>
      typeof averagePrecision === "number" ? `${name} (${words} ${say(averagePrecision)})` : name,
    )
  const named = namedBy("AP") // as short as a legend on a phone has to be
  return squareCurve({
    title: `Precision and recall of ${feature}`,
    description: `Precision over recall of ${feature}: ${namedBy("average precision").join("; ")}.`,
    x: "recall",
    y: "precision",
    series: curves.map(({ recall, precision }, i) => ({ name: named[i] ?? "", x: recall, y: precision })),
    hasDiagonal: false,
  })
}
