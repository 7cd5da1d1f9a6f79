// Every schedule of the learning rate, and the learning rate of a step.
import { invariant } from "../errors.ts"
import { cosine } from "./cosine.ts"
import { exponential } from "./exponential.ts"
import { inverseSqrt } from "./inverse-sqrt.ts"
import { linear } from "./linear.ts"
import { oneCycle } from "./one-cycle.ts"
import { polynomial } from "./polynomial.ts"
import type { Progress, Schedule, ScheduleSettings } from "./schedule.ts"
import { wsd } from "./wsd.ts"

export { initialPlateau, updatePlateau, type PlateauState } from "./reduce-on-plateau.ts"
export type { Progress, ScheduleSettings } from "./schedule.ts"

export const schedules: readonly Schedule[] = [cosine, exponential, inverseSqrt, linear, oneCycle, polynomial, wsd]

/** The learning rate of the step that comes after `step` others; `reductions` is how often a plateau has lowered it. */
export function learningRateAt(
  settings: ScheduleSettings,
  progress: Progress & { readonly reductions: number },
): number {
  const schedule = schedules.find(({ type }) => type === settings.decay)
  invariant(settings.decay === null || schedule, `no schedule "${settings.decay}"`)
  const reduced = settings.reduce_on_plateau_rate ** progress.reductions
  const warmUp = schedule?.hasOwnWarmUp === true ? 0 : warmUpSteps(settings, progress)
  if (progress.step < warmUp) return (progress.baseLearningRate * reduced * (progress.step + 1)) / warmUp
  if (schedule === undefined) return progress.baseLearningRate * reduced
  const left = { ...progress, step: progress.step - warmUp, totalSteps: progress.totalSteps - warmUp }
  return reduced * schedule.learningRate(settings, left)
}

/** The steps in which the learning rate rises from 0: a share of all, or so many evaluations. */
function warmUpSteps(settings: ScheduleSettings, { totalSteps, stepsPerEvaluation }: Progress): number {
  if (settings.warmup_fraction > 0) return Math.round(settings.warmup_fraction * totalSteps)
  return Math.round(settings.warmup_evaluations * stepsPerEvaluation)
}
