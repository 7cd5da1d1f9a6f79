// η · √(w / max(t, w)): stays for w steps, then falls with the root of the step
import type { Schedule } from "./schedule.ts"

export const inverseSqrt: Schedule = {
  type: "inverse_sqrt",
  summary: "Stays for `inverse_sqrt_warmup_steps`, then falls with the root of the step.",
  hasOwnWarmUp: false,
  learningRate(settings, { step, baseLearningRate }) {
    const stays = settings.inverse_sqrt_warmup_steps
    return baseLearningRate * Math.sqrt(stays / Math.max(step, stays))
  },
}
