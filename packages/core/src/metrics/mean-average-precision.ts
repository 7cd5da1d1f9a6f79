// mean_average_precision = mean over groups of the mean over relevant rows of the share of relevant rows down to it
import { rankedMetric } from "./statistics/ranked-groups.ts"

export const meanAveragePrecision = rankedMetric({
  type: "mean_average_precision",
  summary:
    "How many of the rows down to each relevant row (above 0) are relevant, averaged over a group's relevant rows; the mean over groups that have one.",
  ofGroup({ relevance }) {
    let found = 0
    let sum = 0
    for (const [place, one] of relevance.entries()) {
      if (!(one > 0)) continue
      found += 1
      sum += found / (place + 1)
    }
    return sum / found
  },
})
