// From max/div up to max along a cosine, then down to max/(div · final_div) along another (Smith and Topin, 2018)
import type { Schedule } from "./schedule.ts"

export const oneCycle: Schedule = {
  type: "one_cycle",
  summary: "Rises to `max_lr` in a share `pct_start` of the steps, then falls to almost 0.",
  hasOwnWarmUp: true,
  learningRate(settings, { step, totalSteps, baseLearningRate }) {
    const highest = settings.max_lr ?? baseLearningRate
    const first = highest / settings.div_factor
    const last = first / settings.final_div_factor
    const peak = settings.pct_start * totalSteps - 1
    if (step < peak) return blend(first, highest, step / peak)
    const falling = Math.max(totalSteps - 1 - Math.max(peak, 0), 1)
    return blend(highest, last, Math.min((step - Math.max(peak, 0)) / falling, 1))
  },
}

/** From one number to another along half a cosine. */
const blend = (from: number, to: number, share: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2
