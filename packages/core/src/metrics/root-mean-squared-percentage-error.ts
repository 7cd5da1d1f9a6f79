// root_mean_squared_percentage_error = √ mean ((ŷ − y) / y)²
import { meanError, sumRelative } from "./statistics/mean.ts"

export const rootMeanSquaredPercentageError = meanError({
  type: "root_mean_squared_percentage_error",
  summary: "Square root of the mean squared difference relative to the target; 0.1 is ten percent.",
  sum: (batch) => sumRelative(batch, (ratio) => ratio * ratio),
  finish: Math.sqrt,
})
