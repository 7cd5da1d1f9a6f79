// mean_absolute_percentage_error = mean |ŷ − y| / |y|
import { meanError, sumRelative } from "./statistics/mean.ts"

export const meanAbsolutePercentageError = meanError({
  type: "mean_absolute_percentage_error",
  summary: "Mean of the absolute differences relative to the target; 0.1 is ten percent.",
  sum: (batch) => sumRelative(batch, Math.abs),
})
