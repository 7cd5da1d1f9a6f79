// A number that orders the rows of a group: any number will do, as long as more relevant rows have higher ones.
import { rankedMetrics } from "../../metrics/index.ts"
import type { OutputFeature } from "../output.ts"
import { numberOutput } from "./output.ts"

export const rankedOutput: OutputFeature = {
  ...numberOutput,
  metrics: rankedMetrics,
  lossOfRanks: ({ ndcg }) => (typeof ndcg === "number" ? 1 - ndcg : null),
}
