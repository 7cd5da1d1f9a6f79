// test_statistics.json: each output's metrics and overall statistics (confusion matrix, curves) on one split.
import type { Json, ModelSpec } from "@fidelio/core"
import type { SplitReport } from "./split-report.ts"

/** Feature → metric or statistic → value. */
export type TestStatistics = Readonly<Record<string, Readonly<Record<string, Json>>>>

/** From a report that kept its predictions where `overall` is set. */
export function testStatistics(spec: ModelSpec, report: SplitReport, overall: boolean): TestStatistics {
  const metrics = report.metrics()
  const features = spec.outputs.map(({ feature, type }) => {
    const own = metrics[feature.name] ?? {}
    if (!overall || type.overallStatistics === undefined) return [feature.name, own] as const
    const { targets, predicted } = report.collected(feature.name)
    return [feature.name, { ...own, ...type.overallStatistics(feature, targets, predicted) }] as const
  })
  return { ...Object.fromEntries(features), combined: metrics["combined"] ?? {} }
}
