// What a solver minimises: mean loss + Σ l1 |θ| + ½ Σ l2 θ², over the parameters that are free.
import type { Objective } from "./objective.ts"

/** Parameters above which there is no full Hessian: no rank, no standard errors, no Newton. */
export const maxHessianSize = 2500

/** The penalties of each parameter. */
export interface Penalty {
  readonly l1: Float64Array
  readonly l2: Float64Array
  /** Whether there is any l1 at all. */
  readonly isSparse: boolean
  /** Whether there is any at all. */
  readonly isActive: boolean
}

export interface FitProgress {
  readonly iteration: number
  /** Mean loss and penalties. */
  readonly objective: number
  /** The largest breach of the conditions of a minimum, as a share of what the tolerance allows. */
  readonly violation: number
}

export interface Problem {
  readonly objective: Objective
  readonly penalty: Penalty
  /** Parameters that may move; the others stay as they start. */
  readonly free: Int32Array
  readonly start: Float64Array
  /** In units of the gradient. */
  readonly tolerance: number
  readonly maxIterations: number
  readonly onIteration: ((progress: FitProgress) => void) | undefined
}

/** `separated`: there is no minimum, for some parameters grow for ever; `stalled`: rounding errors allow no better. */
export type Outcome = "converged" | "separated" | "stalled" | "iterations"

export interface Solution {
  readonly parameters: Float64Array
  /** Mean loss and penalties. */
  readonly value: number
  readonly loss: number
  readonly iterations: number
  readonly outcome: Outcome
  /** The largest breach of the conditions of a minimum, in units of the gradient. */
  readonly violation: number
  /** Of the loss alone, where the solver has one. */
  readonly hessian?: Float64Array
  /** Parameters that grow for ever. */
  readonly unbounded?: ReadonlySet<number>
}

export function penaltyOf({ l1, l2 }: Penalty, parameters: Float64Array): number {
  let sum = 0
  for (let i = 0; i < parameters.length; i++)
    sum += l1[i]! * Math.abs(parameters[i]!) + 0.5 * l2[i]! * parameters[i]! * parameters[i]!
  return sum
}

/** Gradient of the loss → gradient of the loss and the l2 penalty, in place. */
export function addRidge(gradient: Float64Array, { l2 }: Penalty, parameters: Float64Array): void {
  for (let i = 0; i < gradient.length; i++) gradient[i]! += l2[i]! * parameters[i]!
}

/** How far 0 is from the subgradient, at worst; `gradient` includes the l2 penalty. */
export function violationOf(
  { penalty: { l1 }, free }: Problem,
  parameters: Float64Array,
  gradient: Float64Array,
): number {
  let worst = 0
  for (const i of free) {
    const value = parameters[i]!
    const slope = gradient[i]!
    const breach = value === 0 ? Math.abs(slope) - l1[i]! : Math.abs(slope + Math.sign(value) * l1[i]!)
    if (!(breach <= worst)) worst = breach // NaN too
  }
  return worst
}

/** sign(z) max(|z| − λ, 0) */
export const shrink = (z: number, lambda: number): number => (z > lambda ? z - lambda : z < -lambda ? z + lambda : 0)
