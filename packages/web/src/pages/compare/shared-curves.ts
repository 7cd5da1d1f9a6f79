// ROC, precision-recall and calibration curves of several versions over one another, for the outputs that they share.
import { calibrationCurve, precisionRecallCurve, rocCurve, type Chart } from "@fidelio/core/charts"
import { readStatistics, type OutputStatistics } from "../version/statistics.ts"

/** The statistics of a version, by output. */
export interface NamedStatistics {
  readonly name: string
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

type Named = OutputStatistics & { readonly name: string }

/** A chart a kind of curve that at least two of them have. */
export function sharedCurves(versions: readonly NamedStatistics[]): readonly Chart[] {
  const features = new Set(versions.flatMap(({ outputs }) => Object.keys(outputs)))
  return [...features].flatMap((feature) => {
    const known = versions.flatMap(({ name, outputs }): Named[] => {
      const found = outputs[feature]
      return found === undefined ? [] : [{ name, ...readStatistics(found) }]
    })
    return chartsOf(feature, known)
  })
}

function chartsOf(feature: string, known: readonly Named[]): readonly Chart[] {
  const roc = known.flatMap(({ name, roc: curve, rocArea }) => (curve ? [{ name, ...curve, area: rocArea }] : []))
  const precisionRecall = known.flatMap(({ name, precisionRecall: curve, averagePrecision }) =>
    curve ? [{ name, ...curve, averagePrecision }] : [],
  )
  const calibration = known.flatMap(({ name, calibration: curve }) => (curve ? [{ name, ...curve }] : []))
  return [
    ...(roc.length > 1 ? [rocCurve({ feature, curves: roc })] : []),
    ...(precisionRecall.length > 1 ? [precisionRecallCurve({ feature, curves: precisionRecall })] : []),
    ...(calibration.length > 1 ? [calibrationCurve({ feature, curves: calibration })] : []),
  ]
}
