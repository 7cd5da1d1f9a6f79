// η · (1 − t/T)
import { shareDone, type Schedule } from "./schedule.ts"

export const linear: Schedule = {
  type: "linear",
  summary: "Falls evenly, to 0 at the end.",
  hasOwnWarmUp: false,
  learningRate: (_settings, progress) => progress.baseLearningRate * (1 - shareDone(progress)),
}
