// ndcg = mean over groups of Σ (2^relevance − 1) / log2(place + 1), divided by what the best order has
import { normalizedGain } from "./statistics/discounted-gain.ts"
import { rankedMetric } from "./statistics/ranked-groups.ts"

export const ndcg = rankedMetric({
  type: "ndcg",
  summary:
    "Normalized discounted cumulative gain: what the order of a group is worth, as a share of the best one's; the mean over groups with a relevant row.",
  ofGroup: (group) => normalizedGain(group, Infinity),
})
