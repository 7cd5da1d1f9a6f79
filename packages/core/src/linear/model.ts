// A fitted linear model: plain data that can be written as JSON, and its predictions.
import { invariant } from "../errors.ts"
import { coefficientsOf, type DesignMatrix } from "./design.ts"
import type { LinearFamily } from "./families.ts"
import type { Outcome } from "./problem.ts"

/** A column that the model reads. */
export type LinearColumn =
  | { readonly kind: "number"; readonly name?: string }
  | { readonly kind: "category"; readonly name?: string; readonly levels: number }

/**
 * Why a coefficient is not an estimate like the others: held at 0, because its column is `constant`, its level `absent`
 * from the training rows, the `reference` that the others are compared with, or `collinear` with columns before it;
 * or `separated`: growing for ever, for its rows all have one target.
 */
export type Exception = "constant" | "absent" | "reference" | "collinear" | "separated"

export interface CoefficientStatistics {
  readonly standardError: number
  /** Estimate over standard error: z or t; null where the fit is exact. */
  readonly statistic: number | null
  /** How likely a statistic at least as far from 0 is if the true coefficient is 0. */
  readonly pValue: number | null
  readonly lower: number
  readonly upper: number
}

/** Why a model has no statistics at all. */
export const missingStatistics = {
  penalty: "Standard errors are not defined for coefficients that a penalty shrinks.",
  unconverged: "Fitting ended before the coefficients converged.",
  separated: "The classes are perfectly separable: the coefficients grow for ever.",
  degrees_of_freedom: "There are no more rows than coefficients.",
  size: "There are too many coefficients for their covariances.",
  imported: "The file of another program does not hold them.",
} as const
export type MissingStatistics = keyof typeof missingStatistics

export interface LinearStatistics {
  readonly distribution: "normal" | "student_t"
  /** Rows of positive weight without as many coefficients. */
  readonly degreesOfFreedom: number
  /** Variance of the errors for `squared_error`, else 1. */
  readonly dispersion: number
  readonly confidenceLevel: number
  /** [scores]; null where there is none. */
  readonly intercepts: readonly (CoefficientStatistics | null)[]
  /** [scores][coefficients]; null where there is an exception. */
  readonly coefficients: readonly (readonly (CoefficientStatistics | null)[])[]
}

export type Solver = "newton" | "newton_cg" | "coordinate_descent"

/** How fitting went. */
export interface LinearFit {
  /** `imported` where another program fitted it. */
  readonly solver: Solver | "imported"
  readonly iterations: number
  readonly outcome: Outcome
  readonly converged: boolean
  /** Mean loss and penalties at the end. */
  readonly objective: number
  readonly loss: number
  /** What the gradient's size came down to, in the tolerance's units. */
  readonly violation: number
  /** Rows of positive weight. */
  readonly rows: number
  /** Sum of the weights. */
  readonly weight: number
  /** The penalties that the model was fitted with. */
  readonly l1: number
  readonly l2: number
}

/** Scores are intercept + Σ coefficient · value, where a category has one coefficient a level. */
export interface LinearModel {
  readonly family: LinearFamily
  readonly columns: readonly LinearColumn[]
  /** [scores]: one, or one a class; of classes they sum to 0. */
  readonly intercepts: readonly number[]
  /** [scores][coefficients]: of each column in turn, of a category one a level. */
  readonly coefficients: readonly (readonly number[])[]
  /** [coefficients] */
  readonly exceptions: readonly (Exception | null)[]
  readonly statistics: LinearStatistics | null
  /** Why there are none. */
  readonly missingStatistics: MissingStatistics | null
  readonly fit: LinearFit
}

/** The scores of each row, [rows, scores]: values, log odds, logits of the classes, logarithms of counts. */
export function predictLinearScores(model: LinearModel, design: DesignMatrix): Float64Array {
  const { columns, intercepts, coefficients } = model
  const count = intercepts.length
  invariant(columns.length === design.columns.length, "the design has the columns of the model")
  const scores = new Float64Array(design.rows * count)
  for (let k = 0; k < count; k++) {
    const slopes = coefficients[k]!
    for (let at = k; at < scores.length; at += count) scores[at] = intercepts[k]!
    let place = 0
    design.columns.forEach((column, index) => {
      const expected = columns[index]!
      invariant(column.kind === expected.kind, `column ${index} is a ${expected.kind}`)
      const { values } = column
      if (column.kind === "number") {
        const slope = slopes[place++]!
        if (slope !== 0)
          for (let row = 0, at = k; row < design.rows; row++, at += count) scores[at]! += slope * values[row]!
        return
      }
      const { levels } = expected as { levels: number } // of one kind
      const table = slopes.slice(place, place + levels)
      place += levels
      for (let row = 0, at = k; row < design.rows; row++, at += count) scores[at]! += table[values[row]!] ?? 0
    })
  }
  return scores
}

/** What the scores stand for, [rows, scores]: values, probabilities of the second class, probabilities of the classes, counts. */
export function meansOfLinearScores({ family, intercepts }: LinearModel, scores: Float64Array): Float64Array {
  switch (family) {
    case "squared_error":
      return scores
    case "binary":
      return scores.map((score) => 1 / (1 + Math.exp(-score)))
    case "poisson":
      return scores.map(Math.exp)
    case "multiclass":
      return softmaxRows(scores, intercepts.length)
  }
}

function softmaxRows(scores: Float64Array, count: number): Float64Array {
  const out = new Float64Array(scores.length)
  for (let at = 0; at < scores.length; at += count) {
    const row = scores.subarray(at, at + count)
    const most = row.reduce((a, b) => Math.max(a, b), -Infinity)
    let sum = 0
    for (let k = 0; k < count; k++) sum += out[at + k] = Math.exp(row[k]! - most)
    for (let k = 0; k < count; k++) out[at + k]! /= sum
  }
  return out
}

/** One line of a table of coefficients. */
export interface CoefficientLine {
  /** Of the score: the class, where there are several. */
  readonly score: number
  /** Index of the column; null for the intercept. */
  readonly column: number | null
  /** The id of a category's level. */
  readonly level: number | null
  readonly value: number
  readonly exception: Exception | null
  readonly statistics: CoefficientStatistics | null
}

/** Intercept and coefficients of each score, in order. */
export function coefficientLines(model: LinearModel): readonly CoefficientLine[] {
  const places = model.columns.flatMap((column, index): readonly Pick<CoefficientLine, "column" | "level">[] =>
    column.kind === "number"
      ? [{ column: index, level: null }]
      : Array.from({ length: column.levels }, (_, level) => ({ column: index, level })),
  )
  invariant(places.length === coefficientsOf(model.columns), "each coefficient has a line")
  return model.intercepts.flatMap((value, score): readonly CoefficientLine[] => [
    {
      score,
      column: null,
      level: null,
      value,
      exception: null,
      statistics: model.statistics?.intercepts[score] ?? null,
    },
    ...places.map(({ column, level }, i) => ({
      score,
      column,
      level,
      value: model.coefficients[score]![i]!,
      exception: model.exceptions[i]!,
      statistics: model.statistics?.coefficients[score]?.[i] ?? null,
    })),
  ])
}
