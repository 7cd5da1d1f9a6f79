// accuracy = share of examples predicted right
import { meanShare } from "./statistics/mean.ts"
import { countRight } from "./statistics/counts.ts"

export const accuracy = meanShare({
  type: "accuracy",
  summary: "Share of the examples that are predicted right.",
  sum: countRight,
})
