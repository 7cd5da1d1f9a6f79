// Standard errors, statistics, p-values and confidence intervals from the information matrix.
import type { Basis } from "./basis.ts"
import { factorize, invertFactor, submatrix } from "./cholesky.ts"
import {
  normalQuantileOfTwoTails,
  normalTwoTails,
  studentQuantileOfTwoTails,
  studentTwoTails,
} from "./distributions.ts"
import type { CoefficientStatistics, LinearStatistics } from "./model.ts"

export interface InferenceInput {
  readonly basis: Basis
  readonly scores: number
  /** Of the mean loss, [parameters, parameters]. */
  readonly hessian: Float64Array
  /** Estimated parameters, ascending; of several scores the last is the one that the others are relative to. */
  readonly free: readonly number[]
  /** In the units of the data, [scores]: the intercept and coefficients by place of the basis. */
  readonly estimates: readonly Float64Array[]
  /** What the inverse of the Hessian is multiplied by: the variance of the errors, or 1, over the sum of the weights. */
  readonly factor: number
  readonly dispersion: number
  readonly degreesOfFreedom: number
  readonly distribution: "normal" | "student_t"
  readonly confidenceLevel: number
}

/** A sum of parameters of each score, one weight a place. */
type Combination = readonly { readonly place: number; readonly weight: number }[]

/** Statistics by score and place of the basis; undefined where rounding leaves no positive variance. */
export function inferPlaces(input: InferenceInput): {
  readonly summary: Omit<LinearStatistics, "intercepts" | "coefficients">
  readonly at: (score: number, place: number) => CoefficientStatistics | null
} {
  const { basis, free, scores, confidenceLevel, degreesOfFreedom, distribution, dispersion } = input
  const covariance = invertFactor(factorize(submatrix(input.hessian, basis.size * scores, free), free.length, 1e-15))
  const indexOf = new Map(free.map((parameter, index) => [parameter, index]))
  const isStudent = distribution === "student_t"
  const reach = isStudent
    ? studentQuantileOfTwoTails(1 - confidenceLevel, degreesOfFreedom)
    : normalQuantileOfTwoTails(1 - confidenceLevel)
  const tails = (statistic: number): number =>
    isStudent ? studentTwoTails(statistic, degreesOfFreedom) : normalTwoTails(statistic)
  const interceptWeights = interceptCombination(basis)
  const at = (score: number, place: number): CoefficientStatistics | null => {
    const combination = place === 0 ? interceptWeights : [{ place, weight: basis.inverse[place]! }]
    const variance = varianceOf(combination, score, { scores, basis, indexOf, covariance }) * input.factor
    if (!(variance >= 0)) return null
    const standardError = Math.sqrt(variance)
    const estimate = input.estimates[score]![place]!
    const statistic = standardError > 0 ? estimate / standardError : null
    return {
      standardError,
      statistic,
      pValue: statistic === null ? null : tails(statistic),
      lower: estimate - reach * standardError,
      upper: estimate + reach * standardError,
    }
  }
  return { summary: { distribution, degreesOfFreedom, dispersion, confidenceLevel }, at }
}

/** The intercept in the units of the data: at the origin, not at the means. */
function interceptCombination({ numbers, center, inverse }: Basis): Combination {
  const shifts = numbers.map(({ place }) => ({ place, weight: -center[place]! * inverse[place]! }))
  return [{ place: 0, weight: 1 }, ...shifts.filter(({ weight }) => weight !== 0)]
}

interface Covariances {
  readonly scores: number
  readonly basis: Basis
  readonly indexOf: ReadonlyMap<number, number>
  readonly covariance: Float64Array
}

/** Of several scores what is estimated is the distance to their mean, while the last score's parameters are fixed. */
function varianceOf(combination: Combination, score: number, covariances: Covariances): number {
  const { scores } = covariances
  if (scores === 1) return covarianceOf(combination, [0, 0], covariances)
  let sum = 0
  for (let a = 0; a < scores - 1; a++)
    for (let b = 0; b < scores - 1; b++) {
      const weight = ((a === score ? 1 : 0) - 1 / scores) * ((b === score ? 1 : 0) - 1 / scores)
      sum += weight * covarianceOf(combination, [a, b], covariances)
    }
  return sum
}

/** Covariance of a combination of one score's parameters with the same of another's. */
function covarianceOf(
  combination: Combination,
  [a, b]: readonly [number, number],
  { basis, indexOf, covariance }: Covariances,
): number {
  const size = indexOf.size
  let sum = 0
  for (const left of combination) {
    const row = indexOf.get(a * basis.size + left.place)
    if (row === undefined) continue
    for (const right of combination) {
      const column = indexOf.get(b * basis.size + right.place)
      if (column !== undefined) sum += left.weight * right.weight * covariance[row * size + column]!
    }
  }
  return sum
}
