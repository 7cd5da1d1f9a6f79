// min + (η − min) · (1 + cos(π t/T)) / 2, again and again, each cycle `t_mult` times as long as the last (Loshchilov and Hutter, 2017)
import type { Schedule } from "./schedule.ts"

export const cosine: Schedule = {
  type: "cosine",
  summary: "Falls along a cosine to `eta_min`, then starts again.",
  hasOwnWarmUp: false,
  learningRate(settings, { step, stepsPerEvaluation, baseLearningRate }) {
    const share = shareOfCycle(step, Math.max(settings.t_0 ?? stepsPerEvaluation, 1), settings.t_mult)
    return settings.eta_min + ((baseLearningRate - settings.eta_min) * (1 + Math.cos(Math.PI * share))) / 2
  },
}

/** How much of its cycle a step has done. */
function shareOfCycle(step: number, first: number, growth: number): number {
  if (growth === 1) return (step % first) / first
  const cycle = Math.floor(Math.log((step / first) * (growth - 1) + 1) / Math.log(growth) + 1e-12) // the sum of a geometric series, solved
  const start = (first * (growth ** cycle - 1)) / (growth - 1)
  return Math.max(step - start, 0) / (first * growth ** cycle)
}
