// Which way of a metric is better, by its name.
import { featureTypes, rankedMetrics } from "@fidelio/core"
import type { MetricChange } from "@fidelio/client"

type Direction = MetricChange["direction"]

const directions = new Map<string, Direction>([
  ["loss", "minimize"],
  ...[...featureTypes.flatMap(({ output }) => output?.metrics ?? []), ...rankedMetrics].map(
    ({ type, direction }) => [type, direction] as const,
  ),
])

/** Null where the metric is not known. */
export const directionOf = (metric: string): Direction => directions.get(metric) ?? null

/** Metrics in the order in which they are shown; those that are not known last. */
export const metricOrder: readonly string[] = [...directions.keys()]
