// What trees are grown to minimise: scores before boosting, gradients and hessians by row, and what scores mean.
import type { RowGroups } from "../../row-groups.ts"
import type { BoosterSettings } from "../settings.ts"

/** The rows that an objective judges. */
export interface ObjectiveData {
  readonly rows: number
  /** Numbers, 0 and 1, class ids, ordered class ids, or relevance. */
  readonly targets: Float32Array | Int32Array
  /** By row; all 1 where it is left out. */
  readonly weights?: Float32Array | undefined
  /** For ranking. */
  readonly groups?: RowGroups | undefined
  /** Of a category. */
  readonly classes: number
  readonly settings: BoosterSettings
}

export interface GradientRequest extends ObjectiveData {
  /** [rows × scores], a row's scores side by side. */
  readonly scores: Float64Array
  /** One list a score: ∂loss/∂score and ∂²loss/∂score², times the row's weight. */
  readonly gradients: readonly Float32Array[]
  readonly hessians: readonly Float32Array[]
}

export interface LeafRenewal extends ObjectiveData {
  readonly scores: Float64Array
  /** The leaf's rows. */
  readonly order: Int32Array
}

export interface TreeObjective {
  readonly type: string
  readonly summary: string
  /** Scores of a row. */
  scores(classes: number): number
  /** Whether every hessian is the row's weight. */
  readonly hasConstantHessian: boolean
  /** A sentence about what is wrong with a target, if anything is. */
  readonly checkTarget: (target: number, classes: number) => string | undefined
  /** Scores before the first tree, the best constants; one a score. */
  initial(data: ObjectiveData): Float64Array
  gradients(request: GradientRequest): void
  /** Loss of the rows, weighted mean: what gradients are gradients of. */
  loss(data: ObjectiveData, scores: Float64Array): number
  /** A leaf's value found from its rows, where gradients do not tell it. */
  renewLeaf?(leaf: LeafRenewal): number
}

/** The weighted mean of a function of rows. */
export function weightedMean({ rows, weights }: ObjectiveData, of: (row: number) => number): number {
  let sum = 0
  let weight = 0
  for (let row = 0; row < rows; row++) {
    const w = weights === undefined ? 1 : weights[row]!
    if (w === 0) continue
    sum += w * of(row)
    weight += w
  }
  return weight === 0 ? 0 : sum / weight
}

/** The logarithm of the weighted mean of the targets, kept finite where all are 0. */
export const logOfMean = (data: ObjectiveData): number =>
  Math.log(
    Math.max(
      1e-15,
      weightedMean(data, (row) => data.targets[row]!),
    ),
  )

/** The value that a share of the weight lies below; values and weights by row of `order`. */
export function weightedQuantile(values: Float64Array, weights: Float64Array | undefined, share: number): number {
  if (values.length === 0) return 0
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
  const weightOf = (i: number): number => (weights === undefined ? 1 : weights[i]!)
  let total = 0
  for (let i = 0; i < values.length; i++) total += weightOf(i)
  if (total === 0) return 0
  let below = 0
  for (const [position, i] of order.entries()) {
    below += weightOf(i)
    if (below < share * total) continue
    const next = order[position + 1]
    return below === share * total && next !== undefined ? (values[i]! + values[next]!) / 2 : values[i]!
  }
  return values[order.at(-1)!]!
}

export const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score))
/** log(1 + exp(x)) without overflow. */
export const softplus = (x: number): number => (x > 0 ? x : 0) + Math.log1p(Math.exp(-Math.abs(x)))
/** log(p / (1 − p)), with p kept away from 0 and 1. */
export const logOdds = (probability: number): number => {
  const p = Math.min(1 - 1e-15, Math.max(1e-15, probability))
  return Math.log(p / (1 - p))
}

export const finiteTarget = (target: number): string | undefined =>
  Number.isFinite(target) ? undefined : "is not a finite number"
export const notNegativeTarget = (target: number): string | undefined =>
  Number.isFinite(target) && target >= 0 ? undefined : "is not a finite number of 0 or more"
export const classTarget = (target: number, classes: number): string | undefined =>
  Number.isInteger(target) && target >= 0 && target < classes ? undefined : `is not a class from 0 to ${classes - 1}`
