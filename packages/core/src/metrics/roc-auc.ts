// roc_auc = P(score of a true example > score of a false one), ties half; over classes: mean of one against the rest
import { areaUnderRoc } from "./statistics/ranking.ts"
import { rankingMetric } from "./statistics/scores.ts"

export const rocAuc = rankingMetric({
  type: "roc_auc",
  summary:
    "Area under the ROC curve over all scores; for more than two classes, the mean of each one against the rest, without classes that no example has.",
  ofClass: areaUnderRoc,
})
