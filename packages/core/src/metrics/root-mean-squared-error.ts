// root_mean_squared_error = √ mean (ŷ − y)²
import { meanError, sumSquares } from "./statistics/mean.ts"

export const rootMeanSquaredError = meanError({
  type: "root_mean_squared_error",
  summary: "Square root of the mean squared difference, in the target's units.",
  sum: sumSquares,
  finish: Math.sqrt,
})
