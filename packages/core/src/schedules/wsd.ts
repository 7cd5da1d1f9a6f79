// Warm-up, stable, decay: rises evenly, stays, falls evenly to 0 (Hu et al., 2024)
import { shareDone, type Schedule } from "./schedule.ts"

export const wsd: Schedule = {
  type: "wsd",
  summary: "Rises, stays and falls, each for a share of the steps.",
  hasOwnWarmUp: true,
  learningRate(settings, progress) {
    const { wsd_warmup_fraction: rising, wsd_stable_fraction: stable, wsd_decay_fraction: falling } = settings
    const all = rising + stable + falling || 1 // shares of their sum, should it not be 1
    const rises = (rising / all) * progress.totalSteps
    if (progress.step < rises) return progress.baseLearningRate * Math.min((progress.step + 1) / rises, 1)
    const left = 1 - shareDone(progress)
    return progress.baseLearningRate * (falling === 0 ? 1 : Math.min((left * all) / falling, 1))
  },
}
