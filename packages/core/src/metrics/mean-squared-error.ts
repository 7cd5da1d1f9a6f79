// mean_squared_error = mean (ŷ − y)²
import { meanError, sumSquares } from "./statistics/mean.ts"

export const meanSquaredError = meanError({
  type: "mean_squared_error",
  summary: "Mean of the squared differences, in squared units of the target.",
  sum: sumSquares,
})
