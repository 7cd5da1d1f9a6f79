// The metrics of each output type, in the order in which they are shown. A metric that is not defined on the data computes to null.
import type { Metric } from "../define.ts"
import { accuracy } from "./accuracy.ts"
import { accuracyMacro } from "./accuracy-macro.ts"
import { accuracyMicro } from "./accuracy-micro.ts"
import { averagePrecision } from "./average-precision.ts"
import { expectedCalibrationError } from "./expected-calibration-error.ts"
import { f1 } from "./f1.ts"
import { hitsAtK } from "./hits-at-k.ts"
import { meanAbsoluteError } from "./mean-absolute-error.ts"
import { meanAbsolutePercentageError } from "./mean-absolute-percentage-error.ts"
import { meanAveragePrecision } from "./mean-average-precision.ts"
import { meanReciprocalRank } from "./mean-reciprocal-rank.ts"
import { meanSquaredError } from "./mean-squared-error.ts"
import { ndcg } from "./ndcg.ts"
import { ndcgAt10 } from "./ndcg-at-10.ts"
import { ndcgAt5 } from "./ndcg-at-5.ts"
import { precision } from "./precision.ts"
import { r2 } from "./r2.ts"
import { recall } from "./recall.ts"
import { rocAuc } from "./roc-auc.ts"
import { rootMeanSquaredError } from "./root-mean-squared-error.ts"
import { rootMeanSquaredPercentageError } from "./root-mean-squared-percentage-error.ts"
import { specificity } from "./specificity.ts"

export const numberMetrics: readonly Metric[] = [
  r2,
  rootMeanSquaredError,
  meanAbsoluteError,
  meanSquaredError,
  meanAbsolutePercentageError,
  rootMeanSquaredPercentageError,
]

/** Of numbers that order the rows of a group. */
export const rankedMetrics: readonly Metric[] = [ndcg, ndcgAt5, ndcgAt10, meanAveragePrecision, meanReciprocalRank]

export const binaryMetrics: readonly Metric[] = [
  rocAuc,
  accuracy,
  precision,
  recall,
  specificity,
  f1,
  averagePrecision,
  expectedCalibrationError,
]

export const categoryMetrics: readonly Metric[] = [
  accuracy,
  accuracyMacro,
  accuracyMicro,
  hitsAtK,
  rocAuc,
  expectedCalibrationError,
]

export {
  accuracy,
  accuracyMacro,
  accuracyMicro,
  averagePrecision,
  expectedCalibrationError,
  f1,
  hitsAtK,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanAveragePrecision,
  meanReciprocalRank,
  meanSquaredError,
  ndcg,
  ndcgAt10,
  ndcgAt5,
  precision,
  r2,
  recall,
  rocAuc,
  rootMeanSquaredError,
  rootMeanSquaredPercentageError,
  specificity,
}

export {
  binaryStatistics,
  categoryStatistics,
  computeOverall,
  initialOverall,
  mergeOverall,
  type OverallState,
  type OverallStatistics,
  updateOverall,
} from "./statistics/overall.ts"
