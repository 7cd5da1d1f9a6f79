// accuracy_micro = accuracy, under the name that other tools give it
import { meanShare } from "./statistics/mean.ts"
import { countRight } from "./statistics/counts.ts"

export const accuracyMicro = meanShare({
  type: "accuracy_micro",
  summary: "Another name of accuracy: the share of the examples that are predicted right.",
  sum: countRight,
})
