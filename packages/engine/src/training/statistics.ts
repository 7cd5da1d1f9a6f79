// training_statistics.json: for each split, feature and metric the value at every evaluation.
import type { SplitMetrics } from "./callbacks.ts"
import type { EvaluationRecord } from "./progress.ts"

/** Feature → metric → one value an evaluation. */
export type MetricSeries = Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>>

export interface TrainingStatistics {
  readonly training: MetricSeries
  readonly validation: MetricSeries
  readonly test: MetricSeries
  /** How often there was an evaluation: every `frequency` epochs or steps. */
  readonly evaluation_frequency: { readonly frequency: number; readonly period: "epoch" | "step" }
  /** When each evaluation was: after how many epochs, and steps (of trees: rounds). */
  readonly evaluations: readonly { readonly epoch: number; readonly step: number }[]
}

export function trainingStatistics(
  evaluations: readonly EvaluationRecord[],
  frequency: TrainingStatistics["evaluation_frequency"],
): TrainingStatistics {
  const series = (split: "training" | "validation" | "test"): MetricSeries =>
    collect(evaluations.map(({ metrics }) => metrics[split]))
  return {
    training: series("training"),
    validation: series("validation"),
    test: series("test"),
    evaluation_frequency: frequency,
    evaluations: evaluations.map(({ epoch, step }) => ({ epoch, step })),
  }
}

function collect(evaluations: readonly (SplitMetrics | undefined)[]): MetricSeries {
  const series: Record<string, Record<string, (number | null)[]>> = {}
  for (const [i, evaluation] of evaluations.entries()) {
    for (const [feature, metrics] of Object.entries(evaluation ?? {})) {
      for (const [metric, value] of Object.entries(metrics)) {
        const values = ((series[feature] ??= {})[metric] ??= [])
        while (values.length < i) values.push(null)
        values.push(value)
      }
    }
  }
  return series
}
