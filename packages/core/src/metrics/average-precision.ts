// average_precision = Σ (recallᵢ − recallᵢ₋₁) · precisionᵢ, over thresholds
import { averagePrecisionOf } from "./statistics/ranking.ts"
import { rankingMetric } from "./statistics/scores.ts"

export const averagePrecision = rankingMetric({
  type: "average_precision",
  summary:
    "Mean precision over all thresholds, weighted by the recall each one gains; telling where positives are rare.",
  ofClass: averagePrecisionOf,
})
