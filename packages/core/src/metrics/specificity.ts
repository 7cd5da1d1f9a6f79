// specificity = TN / (TN + FP)
import { countsMetric, ratio } from "./statistics/counts.ts"

export const specificity = countsMetric({
  type: "specificity",
  summary: "Share of the false examples that are predicted false.",
  compute: ({ trueNegatives, falsePositives }) => ratio(trueNegatives, trueNegatives + falsePositives),
})
