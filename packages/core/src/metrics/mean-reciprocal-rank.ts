// mean_reciprocal_rank = mean over groups of 1 / the place of the first relevant row
import { rankedMetric } from "./statistics/ranked-groups.ts"

export const meanReciprocalRank = rankedMetric({
  type: "mean_reciprocal_rank",
  summary: "One divided by the place of a group's first relevant row (above 0); the mean over groups that have one.",
  ofGroup: ({ relevance }) => 1 / (relevance.findIndex((one) => one > 0) + 1),
})
