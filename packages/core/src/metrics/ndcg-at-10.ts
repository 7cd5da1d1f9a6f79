// ndcg_at_10 = ndcg of the first 10 places
import { normalizedGain } from "./statistics/discounted-gain.ts"
import { rankedMetric } from "./statistics/ranked-groups.ts"

export const ndcgAt10 = rankedMetric({
  type: "ndcg_at_10",
  summary: "The same of the first 10 places of each group.",
  ofGroup: (group) => normalizedGain(group, 10),
})
