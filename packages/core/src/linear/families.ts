// Families of linear models: from scores η and targets to the loss, its derivative and its curvature.
import { DataError } from "../errors.ts"

/** What the targets are: numbers (normal, or counts with a log link), a truth value, or one of several classes. */
export const linearFamilies = ["squared_error", "binary", "multiclass", "poisson"] as const
export type LinearFamily = (typeof linearFamilies)[number]

/** Some rows on their way through a family; arrays are [scores][blockSize]. */
export interface Block {
  first: number
  size: number
  readonly scores: Float64Array
  /** ∂loss/∂score */
  readonly residuals: Float64Array
  /** ∂²loss/∂score², of several scores the upper triangle row by row. */
  readonly curvature: Float64Array
}

/** Rows that go through at once: what is computed of them stays in the cache. */
export const blockSize = 256

/** A family with the targets of its rows. */
export interface FamilyOfRows {
  /** Scores of a row. */
  readonly scores: number
  /** Whether the curvature is the same everywhere. */
  readonly isQuadratic: boolean
  /** The intercepts that fit best alone, kept finite. */
  readonly start: Float64Array
  /** Standard deviation of the targets: what gradients are measured by. */
  readonly scale: number
  /** Weighted loss of the rows; fills residuals, and curvature where asked. */
  run(block: Block, wantsCurvature: boolean): number
}

export type Targets = Float32Array | Float64Array | Int32Array | Uint8Array

/** `weights` sum to 1. `classes` is needed for `multiclass` only. */
export function familyOfRows(
  type: LinearFamily,
  targets: Targets,
  weights: Float64Array,
  classes: number,
): FamilyOfRows {
  switch (type) {
    case "squared_error":
      return squaredError(targets, weights)
    case "binary":
      return binary(targets, weights)
    case "multiclass":
      return multiclass(targets, weights, classes)
    case "poisson":
      return poisson(targets, weights)
  }
}

function check(targets: Targets, isAllowed: (value: number) => boolean, expected: string): void {
  const row = (targets as Float64Array).findIndex((value) => !isAllowed(value)) // every kind of Targets has this method
  if (row >= 0) throw new DataError("data/value", `The target of row ${row} is ${targets[row]}; expected ${expected}.`)
}

function weightedMean(targets: Targets, weights: Float64Array): number {
  let sum = 0
  for (let row = 0; row < targets.length; row++) sum += weights[row]! * targets[row]!
  return sum
}

/** ½ (η − y)² */
function squaredError(targets: Targets, weights: Float64Array): FamilyOfRows {
  check(targets, Number.isFinite, "a finite number")
  const mean = weightedMean(targets, weights)
  let variance = 0
  for (let row = 0; row < targets.length; row++) variance += weights[row]! * (targets[row]! - mean) ** 2
  return {
    scores: 1,
    isQuadratic: true,
    start: Float64Array.of(mean),
    scale: Math.max(Math.sqrt(variance), 1e-6 * Math.abs(mean)) || 1,
    run({ first, size, scores, residuals, curvature }, wantsCurvature) {
      let loss = 0
      for (let i = 0; i < size; i++) {
        const weight = weights[first + i]!
        const error = scores[i]! - targets[first + i]!
        loss += weight * error * error
        residuals[i] = weight * error
        if (wantsCurvature) curvature[i] = weight
      }
      return loss / 2
    },
  }
}

/** log(1 + exp η) − y η */
function binary(targets: Targets, weights: Float64Array): FamilyOfRows {
  check(targets, (value) => value === 0 || value === 1, "0 or 1")
  const mean = Math.min(Math.max(weightedMean(targets, weights), 1e-4), 1 - 1e-4)
  return {
    scores: 1,
    isQuadratic: false,
    start: Float64Array.of(Math.log(mean / (1 - mean))),
    scale: Math.sqrt(mean * (1 - mean)),
    run({ first, size, scores, residuals, curvature }, wantsCurvature) {
      let loss = 0
      for (let i = 0; i < size; i++) {
        const weight = weights[first + i]!
        const score = targets[first + i] === 1 ? scores[i]! : -scores[i]! // of the class that is right
        const e = Math.exp(-Math.abs(score))
        const wrong = (score >= 0 ? e : 1) / (1 + e)
        loss += weight * (Math.log1p(e) + (score < 0 ? -score : 0))
        residuals[i] = targets[first + i] === 1 ? -weight * wrong : weight * wrong
        if (wantsCurvature) curvature[i] = (weight * e) / ((1 + e) * (1 + e))
      }
      return loss
    },
  }
}

/** log Σ exp ηₖ − η_y */
function multiclass(targets: Targets, weights: Float64Array, classes: number): FamilyOfRows {
  check(
    targets,
    (value) => Number.isInteger(value) && value >= 0 && value < classes,
    `a class from 0 to ${classes - 1}`,
  )
  const shares = new Float64Array(classes)
  for (let row = 0; row < targets.length; row++) shares[targets[row]!]! += weights[row]!
  const start = shares.map((share) => Math.log(Math.max(share, 1e-4)))
  const middle = start.reduce((sum, value) => sum + value, 0) / classes
  const spread = shares.reduce((sum, share) => sum + share * (1 - share), 0)
  return {
    scores: classes,
    isQuadratic: false,
    start: start.map((value) => value - middle),
    scale: Math.sqrt(Math.max(spread / classes, 1e-4)),
    run(block, wantsCurvature) {
      let loss = 0
      for (let i = 0; i < block.size; i++)
        loss += softmaxRow(block, i, { classes, target: targets[block.first + i]!, weight: weights[block.first + i]! })
      if (wantsCurvature) multiclassCurvature(block, classes, weights)
      return loss
    },
  }
}

/** Leaves w (pₖ − [y = k]) in the residuals and pₖ in the scores. */
function softmaxRow(
  { scores, residuals }: Block,
  i: number,
  row: { readonly classes: number; readonly target: number; readonly weight: number },
): number {
  const end = row.classes * blockSize
  let most = -Infinity
  for (let at = i; at < end; at += blockSize) most = Math.max(most, scores[at]!)
  const right = scores[row.target * blockSize + i]!
  let sum = 0
  for (let at = i; at < end; at += blockSize) sum += scores[at] = Math.exp(scores[at]! - most)
  for (let at = i; at < end; at += blockSize) residuals[at] = row.weight * (scores[at]! /= sum)
  residuals[row.target * blockSize + i]! -= row.weight
  return row.weight * (Math.log(sum) + most - right)
}

function multiclassCurvature(block: Block, classes: number, weights: Float64Array): void {
  const { first, size, scores, curvature } = block
  let at = 0
  for (let k = 0; k < classes; k++)
    for (let l = k; l < classes; l++, at += blockSize)
      for (let i = 0; i < size; i++) {
        const p = scores[k * blockSize + i]!
        const q = l === k ? 1 - p : -scores[l * blockSize + i]!
        curvature[at + i] = weights[first + i]! * p * q
      }
}

/** The curvature times the scores' change, which the scores hold, into the residuals. */
export function bendOne({ size, scores, residuals, curvature }: Block): void {
  for (let i = 0; i < size; i++) residuals[i] = curvature[i]! * scores[i]!
}

/** The same for classes: w pₖ (tₖ − Σ pₗ tₗ), with the probabilities in place of the curvature. */
export function bendMany(block: Block, classes: number, weights: Float64Array): void {
  const { first, size, scores, residuals, curvature: p } = block
  const end = classes * blockSize
  for (let i = 0; i < size; i++) {
    let mean = 0
    for (let at = i; at < end; at += blockSize) mean += p[at]! * scores[at]!
    const weight = weights[first + i]!
    for (let at = i; at < end; at += blockSize) residuals[at] = weight * p[at]! * (scores[at]! - mean)
  }
}

/** exp η − y η */
function poisson(targets: Targets, weights: Float64Array): FamilyOfRows {
  check(targets, (value) => Number.isFinite(value) && value >= 0, "a finite number from 0 up")
  const mean = weightedMean(targets, weights)
  return {
    scores: 1,
    isQuadratic: false,
    start: Float64Array.of(Math.log(mean > 0 ? mean : 1e-4)),
    scale: Math.sqrt(mean) || 1,
    run({ first, size, scores, residuals, curvature }, wantsCurvature) {
      let loss = 0
      for (let i = 0; i < size; i++) {
        const weight = weights[first + i]!
        const target = targets[first + i]!
        const expected = Math.exp(scores[i]!)
        loss += weight * (expected - target * scores[i]!)
        residuals[i] = weight * (expected - target)
        if (wantsCurvature) curvature[i] = weight * expected
      }
      return loss
    },
  }
}
