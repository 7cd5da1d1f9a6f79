// f1 = 2 TP / (2 TP + FP + FN)
import { countsMetric, ratio } from "./statistics/counts.ts"

export const f1 = countsMetric({
  type: "f1",
  summary: "Harmonic mean of precision and recall.",
  compute: ({ truePositives, falsePositives, falseNegatives }) =>
    ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
})
