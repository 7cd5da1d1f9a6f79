// Running means of the gradient and of its square, kept unscaled: M ← β₁M + g and V ← β₂V + g² are m/(1 − β₁) and v/(1 − β₂).
// The scales and both bias corrections go into two numbers a step, which saves passes over every parameter.
import type { Value } from "../graph/graph.ts"
import { add, div, maximum, mul, sqrt } from "../ops/index.ts"
import { betas, flag, nonNegative } from "../schema/fields.ts"
import { weightDecay } from "./weight-decay.ts"

export const adamSettings = {
  betas: betas(),
  eps: nonNegative(1e-8, "Added to the root of the mean square, so that small gradients do not take large steps."),
  weight_decay: weightDecay(),
}

export const amsgrad = flag(false, "Whether steps are divided by the largest mean square so far.")

/** Keeps 0 / 0 away where `eps` is 0. */
export const leastEpsilon = 1e-30

export type Betas = readonly [number, number]

export interface Moments {
  readonly first: Value
  readonly second: Value
}

export function nextMoments(gradient: Value, state: Readonly<Record<string, Value>>, [beta1, beta2]: Betas): Moments {
  return {
    first: add(mul(state["first"]!, beta1), gradient), // by `momentStates`
    second: add(mul(state["second"]!, beta2), mul(gradient, gradient)),
  }
}

export const momentStates = (isAmsgrad: boolean): Readonly<Record<string, number>> => ({
  first: 0,
  second: 0,
  ...(isAmsgrad ? { largest: 0 } : {}),
})

/** What the unscaled moments are multiplied by to be the bias-corrected means: c₁ for M, c₂ for V. */
export function corrections([beta1, beta2]: Betas, step: number): { readonly c1: number; readonly c2: number } {
  return { c1: (1 - beta1) / (1 - beta1 ** step), c2: (1 - beta2) / (1 - beta2 ** step) }
}

/** Of a step of c₁M / (√(c₂V) + ε): the factor c₁/√c₂ and the epsilon ε/√c₂, such that it is factor · M / (√V + epsilon). */
export function adamScalars(settings: { readonly betas: Betas; readonly eps: number }, step: number) {
  const { c1, c2 } = corrections(settings.betas, step)
  return { factor: c1 / Math.sqrt(c2), epsilon: Math.max(settings.eps, leastEpsilon) / Math.sqrt(c2) }
}

/** M / (√V + epsilon), with the largest V so far where the state keeps it. */
export function adamDirection(moments: Moments, state: Readonly<Record<string, Value>>, epsilon: Value) {
  const kept = state["largest"]
  const largest = kept === undefined ? undefined : maximum(kept, moments.second)
  const direction = div(moments.first, add(sqrt(largest ?? moments.second), epsilon))
  return { direction, state: { ...moments, ...(largest === undefined ? {} : { largest }) } }
}
