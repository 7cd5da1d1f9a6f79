// Evaluations as lines: which metrics there are, a line a split, and where the best model was.
import type { Curve } from "@fidelio/core/charts"
import type { Evaluation, Objective } from "@fidelio/client"
import type { Axis } from "../course.ts"
import { splits } from "./metric-rows.ts"

export interface MetricPlace {
  readonly feature: string
  readonly metric: string
}

/** All metrics that have a value somewhere, the objective first, then the losses; those two kinds are the main ones. */
export function metricsOf(
  evaluations: readonly Evaluation[],
  objective: Objective | null,
): readonly (MetricPlace & { readonly isMain: boolean })[] {
  const found = new Map<string, MetricPlace>()
  for (const { metrics } of evaluations)
    for (const split of splits)
      for (const [feature, values] of Object.entries(metrics[split] ?? {}))
        for (const [metric, value] of Object.entries(values))
          if (value !== null) found.set(JSON.stringify([feature, metric]), { feature, metric })
  const places = [...found.values()]
  const outputs = new Set(places.map(({ feature }) => feature).filter((feature) => feature !== "combined"))
  const rank = ({ feature, metric }: MetricPlace): number =>
    feature === objective?.feature && metric === objective.metric ? 0 : metric === "loss" ? 1 : 2
  return places
    .filter(({ feature }) => feature !== "combined" || outputs.size !== 1) // one output: the same line twice
    .toSorted((a, b) => rank(a) - rank(b))
    .map((place) => ({ ...place, isMain: rank(place) < 2 }))
}

/** A line a split that has values. */
export const curvesOf = (
  evaluations: readonly Evaluation[],
  { feature, metric }: MetricPlace,
  axis: Axis,
): readonly Curve[] =>
  splits
    .map((split) => ({
      name: split,
      points: evaluations.map((one) => ({ x: one[axis], value: one.metrics[split]?.[feature]?.[metric] ?? null })),
    }))
    .filter(({ points }) => points.some(({ value }) => value !== null))

/** Where the objective was best so far; the first of equals. */
export function bestPlace(
  evaluations: readonly Evaluation[],
  objective: Objective | null,
  axis: Axis,
): number | undefined {
  if (objective === null) return undefined
  const sign = objective.direction === "maximize" ? 1 : -1
  let best: { readonly value: number; readonly x: number } | undefined
  for (const one of evaluations) {
    const value = one.metrics[objective.split]?.[objective.feature]?.[objective.metric]
    if (typeof value !== "number") continue
    if (best === undefined || sign * (value - best.value) > 0) best = { value, x: one[axis] }
  }
  return best?.x
}
