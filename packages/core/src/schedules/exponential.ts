// η · rate^(t / steps); in stairs, rate^⌊t / steps⌋
import type { Schedule } from "./schedule.ts"

export const exponential: Schedule = {
  type: "exponential",
  summary: "Is multiplied by `decay_rate` every `decay_steps` steps.",
  hasOwnWarmUp: false,
  learningRate(settings, { step, baseLearningRate }) {
    const decays = step / settings.decay_steps
    return baseLearningRate * settings.decay_rate ** (settings.staircase ? Math.floor(decays) : decays)
  },
}
