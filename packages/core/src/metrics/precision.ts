// precision = TP / (TP + FP)
import { countsMetric, ratio } from "./statistics/counts.ts"

export const precision = countsMetric({
  type: "precision",
  summary: "Share of the examples predicted true that are true; 0 where none is predicted but some are.",
  compute: ({ truePositives, falsePositives, falseNegatives }) =>
    truePositives + falsePositives > 0
      ? ratio(truePositives, truePositives + falsePositives)
      : ratio(0, falseNegatives),
})
