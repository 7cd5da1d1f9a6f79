// How much better or worse one version does than another, by split, feature and metric.
import type { Json } from "@fidelio/core"
import type { MetricChange, Metrics } from "@fidelio/client"
import { isComparable } from "./losses.ts"
import { directionOf } from "./metric-directions.ts"
import { metricAt, metricPlaces } from "./metric-places.ts"

export interface MeasuredVersion {
  readonly metrics: Metrics
  readonly rendered_config: Json
}

export function diffMetrics(before: MeasuredVersion, after: MeasuredVersion): MetricChange[] {
  return metricPlaces([before.metrics, after.metrics]).map((place) => {
    const [a, b] = [metricAt(before.metrics, place), metricAt(after.metrics, place)]
    const direction = directionOf(place.metric)
    const difference = a === null || b === null ? null : b - a
    const isKnown = isComparable(place, [before, after])
    return {
      ...place,
      direction,
      before: a,
      after: b,
      difference,
      verdict: isKnown ? judge(direction, difference) : "unknown",
    }
  })
}

function judge(direction: MetricChange["direction"], difference: number | null): MetricChange["verdict"] {
  if (direction === null || difference === null) return "unknown"
  if (difference === 0) return "same"
  return difference > 0 === (direction === "maximize") ? "better" : "worse"
}
