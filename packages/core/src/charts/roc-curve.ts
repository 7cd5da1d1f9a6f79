// The share of positives found against the share of false alarms, over all thresholds.
import { say, type Chart } from "./chart.ts"
import { squareCurve } from "./square-curve.ts"

export interface RocCurve {
  readonly feature: string
  readonly curves: readonly {
    readonly name: string
    readonly falsePositiveRate: readonly number[]
    readonly truePositiveRate: readonly number[]
    readonly area?: number | null | undefined
  }[]
}

export function rocCurve({ feature, curves }: RocCurve): Chart {
  const named = curves.map(({ name, area }) => (typeof area === "number" ? `${name} (area ${say(area)})` : name))
  return squareCurve({
    title: `ROC curve of ${feature}`,
    description: `Receiver operating characteristic of ${feature}: ${named.join("; ")}. The diagonal is chance.`,
    x: "false positive rate",
    y: "true positive rate",
    series: curves.map(({ falsePositiveRate, truePositiveRate }, i) => ({
      name: named[i] ?? "",
      x: falsePositiveRate,
      y: truePositiveRate,
    })),
    hasDiagonal: true,
  })
}
