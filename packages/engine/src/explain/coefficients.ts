// The coefficients of a linear model, with the names of columns and the texts of levels and classes.
import {
  coefficientLines,
  linearOf,
  missingStatistics,
  modelOutputs,
  type CoefficientStatistics,
  type Exception,
  type FittedFeature,
  type LinearDetails,
} from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { inputsOf } from "../training/learner-columns.ts"
import { textsOf } from "./own-units.ts"
import { scoresOf, unitsOf, type ScoreUnits } from "./scores.ts"

export interface Coefficient {
  /** Name of the input; null for the intercept. */
  readonly column: string | null
  /** Of a category or a truth value: the text that the coefficient is of. */
  readonly level: string | null
  readonly value: number
  /** Why it is no estimate like the others. */
  readonly exception: Exception | null
  readonly statistics: CoefficientStatistics | null
}

/** The coefficients of one score. */
export interface CoefficientsExplanation {
  readonly output: string
  /** Of several scores: the class. */
  readonly class: string | null
  /** What the score is, in words. */
  readonly meaning: string
  /** Of intervals. */
  readonly confidenceLevel: number | null
  /** Why there are no statistics. */
  readonly withoutStatistics: string | null
  /** The intercept first. */
  readonly coefficients: readonly Coefficient[]
}

export function explainCoefficients({ features, weights, details }: TrainedModel): readonly CoefficientsExplanation[] {
  const inputs = inputsOf(features)
  return modelOutputs(features).flatMap((output) => {
    const { name } = output.feature
    const model = linearOf(name, weights, details[name] as unknown as LinearDetails) // what training kept of it
    const lines = coefficientLines(model)
    const units = unitsOf(output, model.family)
    return scoresOf(output, model.family, model.intercepts.length).map((score, place) => ({
      ...score,
      confidenceLevel: model.statistics?.confidenceLevel ?? null,
      withoutStatistics: model.missingStatistics === null ? null : missingStatistics[model.missingStatistics],
      coefficients: lines
        .filter((line) => line.score === place)
        .map(({ column, level, value, exception, statistics }) => {
          const input = column === null ? undefined : inputs[column]
          return {
            column: input?.name ?? null,
            level: levelText(input, level),
            exception,
            ...inUnits(value, statistics, { ...units, ...(input && { start: 0 }) }),
          }
        }),
    }))
  })
}

/** In the units of the data: an intercept begins where the units do. */
const inUnits = (
  value: number,
  statistics: CoefficientStatistics | null,
  { scale, start }: ScoreUnits,
): Pick<Coefficient, "value" | "statistics"> => ({
  value: value * scale + start,
  statistics: statistics && {
    ...statistics,
    ...(start !== 0 && { statistic: null, pValue: null }), // those are of the intercept in other units
    standardError: statistics.standardError * scale,
    lower: statistics.lower * scale + start,
    upper: statistics.upper * scale + start,
  },
})

/** A truth value has one coefficient: that of its second text. */
function levelText(input: FittedFeature | undefined, level: number | null): string | null {
  if (input === undefined) return null
  const isTruth = input.dtype === "float32"
  return textsOf(input)[isTruth ? 1 : (level ?? -1)] ?? null
}
