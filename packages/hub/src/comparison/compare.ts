// Metrics of several versions side by side, the best marked.
import type { Comparison } from "@fidelio/client"
import type { MeasuredVersion } from "./diff-metrics.ts"
import { isComparable } from "./losses.ts"
import { directionOf } from "./metric-directions.ts"
import { metricAt, metricPlaces } from "./metric-places.ts"

export function compareMetrics(versions: readonly MeasuredVersion[]): Comparison["rows"] {
  return metricPlaces(versions.map(({ metrics }) => metrics)).map((place) => {
    const values = versions.map(({ metrics }) => metricAt(metrics, place))
    const direction = directionOf(place.metric)
    const measured = versions.filter((_, i) => values[i] !== null)
    return { ...place, direction, values, best: isComparable(place, measured) ? bestOf(values, direction) : [] }
  })
}

/** Places of the best value, all of them where several are equal; none where there is nothing to compare. */
function bestOf(values: readonly (number | null)[], direction: Comparison["rows"][number]["direction"]): number[] {
  const known = values.filter((value) => value !== null)
  if (direction === null || known.length < 2) return []
  const best = direction === "maximize" ? Math.max(...known) : Math.min(...known)
  return values.flatMap((value, i) => (value === best ? [i] : []))
}
