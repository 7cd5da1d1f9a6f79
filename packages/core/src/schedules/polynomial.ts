// end + (η − end) · (1 − t/T)^power
import { shareDone, type Schedule } from "./schedule.ts"

export const polynomial: Schedule = {
  type: "polynomial",
  summary: "Falls along a power of the steps left, to `polynomial_end_lr`.",
  hasOwnWarmUp: false,
  learningRate(settings, progress) {
    const end = settings.polynomial_end_lr
    return end + (progress.baseLearningRate - end) * (1 - shareDone(progress)) ** settings.polynomial_power
  },
}
