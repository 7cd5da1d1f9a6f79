// ndcg_at_5 = ndcg of the first 5 places
import { normalizedGain } from "./statistics/discounted-gain.ts"
import { rankedMetric } from "./statistics/ranked-groups.ts"

export const ndcgAt5 = rankedMetric({
  type: "ndcg_at_5",
  summary: "The same of the first 5 places of each group.",
  ofGroup: (group) => normalizedGain(group, 5),
})
