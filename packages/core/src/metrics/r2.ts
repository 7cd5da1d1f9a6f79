// r2 = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²
import { defineMetric } from "../define.ts"

/** Count, mean and sum of squared deviations of the targets (Chan, Golub, LeVeque 1979), and the squared residuals. */
interface R2State {
  readonly count: number
  readonly mean: number
  readonly deviations: number
  readonly residuals: number
}

function merge(a: R2State, b: R2State): R2State {
  if (a.count === 0) return b
  if (b.count === 0) return a
  const count = a.count + b.count
  const shift = b.mean - a.mean
  return {
    count,
    mean: a.mean + (shift * b.count) / count,
    deviations: a.deviations + b.deviations + (shift * shift * a.count * b.count) / count,
    residuals: a.residuals + b.residuals,
  }
}

export const r2 = defineMetric<R2State>({
  type: "r2",
  summary: "Share of the target's variance that is explained; 0 is as good as the mean, below it worse.",
  direction: "maximize",
  range: [-Infinity, 1],
  initial: () => ({ count: 0, mean: 0, deviations: 0, residuals: 0 }),
  update(state, { size, targets, predictions }) {
    if (size === 0) return state
    let sum = 0
    for (let i = 0; i < size; i++) sum += targets[i]!
    const mean = sum / size
    let deviations = 0
    let residuals = 0
    for (let i = 0; i < size; i++) {
      deviations += (targets[i]! - mean) ** 2
      residuals += (targets[i]! - predictions[i]!) ** 2
    }
    return merge(state, { count: size, mean, deviations, residuals })
  },
  merge,
  compute({ deviations, residuals }) {
    const value = 1 - residuals / deviations
    return deviations > 0 && Number.isFinite(value) ? value : null
  },
})
