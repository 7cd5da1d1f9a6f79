// recall = TP / (TP + FN)
import { countsMetric, ratio } from "./statistics/counts.ts"

export const recall = countsMetric({
  type: "recall",
  summary: "Share of the true examples that are predicted true.",
  compute: ({ truePositives, falseNegatives }) => ratio(truePositives, truePositives + falseNegatives),
})
