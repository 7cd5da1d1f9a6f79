// Metrics of a version as rows: by output, the combined loss last.
import type { Metrics } from "@fidelio/client"

export const splits = ["training", "validation", "test"] as const
export type Split = (typeof splits)[number]

export interface MetricRow {
  readonly feature: string
  readonly metric: string
  /** The first row of its output. */
  readonly isFirst: boolean
  readonly values: Readonly<Partial<Record<Split, number | null>>>
}

export function metricRows(metrics: Metrics): readonly MetricRow[] {
  const features = unique(splits.flatMap((split) => Object.keys(metrics[split] ?? {})))
  const outputs = features.filter((feature) => feature !== "combined")
  // the combined loss of one output is that output's loss
  const shown = outputs.length === 1 ? outputs : [...outputs, ...features.filter((name) => name === "combined")]
  return shown.flatMap((feature) =>
    unique(splits.flatMap((split) => Object.keys(metrics[split]?.[feature] ?? {})))
      .map((metric) => ({ feature, metric, values: valuesOf(metrics, feature, metric) }))
      .filter(({ values }) => Object.values(values).some((value) => value !== null))
      .map((row, place) => ({ ...row, isFirst: place === 0 })),
  )
}

const valuesOf = (metrics: Metrics, feature: string, metric: string): MetricRow["values"] =>
  Object.fromEntries(splits.map((split) => [split, metrics[split]?.[feature]?.[metric] ?? null]))

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]
