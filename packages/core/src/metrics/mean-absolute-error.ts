// mean_absolute_error = mean |ŷ − y|
import { meanError } from "./statistics/mean.ts"

export const meanAbsoluteError = meanError({
  type: "mean_absolute_error",
  summary: "Mean of the absolute differences, in the target's units.",
  sum(batch) {
    let sum = 0
    for (let i = 0; i < batch.size; i++) sum += Math.abs(batch.predictions[i]! - batch.targets[i]!)
    return sum
  },
})
