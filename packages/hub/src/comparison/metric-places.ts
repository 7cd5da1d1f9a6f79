// The metrics that versions have: every split, feature and metric, in the order in which they are shown.
import type { Metrics, SplitMetrics } from "@fidelio/client"
import { metricOrder } from "./metric-directions.ts"

export const splits = ["training", "validation", "test"] as const
export type Split = (typeof splits)[number]

export interface MetricPlace {
  readonly split: Split
  readonly feature: string
  readonly metric: string
}

const rank = (metric: string): number => {
  const place = metricOrder.indexOf(metric)
  return place < 0 ? metricOrder.length : place
}

/** All together last, as in the tables of a training. */
const combinedLast = (a: string, b: string): number => Number(a === "combined") - Number(b === "combined")

/** The places of any of the versions. */
export function metricPlaces(versions: readonly Metrics[]): MetricPlace[] {
  return splits.flatMap((split) => {
    const sides = versions.map((metrics) => metrics[split]).filter((side) => side !== undefined)
    const features = [...new Set(sides.flatMap((side) => Object.keys(side)))].toSorted(combinedLast)
    return features.flatMap((feature) =>
      metricNames(sides, feature).map((metric): MetricPlace => ({ split, feature, metric })),
    )
  })
}

const metricNames = (sides: readonly SplitMetrics[], feature: string): string[] =>
  [...new Set(sides.flatMap((side) => Object.keys(side[feature] ?? {})))].toSorted((a, b) => rank(a) - rank(b))

export const metricAt = (metrics: Metrics, { split, feature, metric }: MetricPlace): number | null =>
  metrics[split]?.[feature]?.[metric] ?? null
