// The statistics of one class against the rest, from the four cells of its confusion matrix. Null: not defined.
import type { BinaryCounts } from "./counts.ts"
import { ratio } from "./counts.ts"

/** A number by its name. */
export type Statistics = Readonly<Record<string, number | null>>

const less = (value: number | null, from = 1): number | null => (value === null ? null : from - value)
const excess = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b - 1)

function matthews(counts: BinaryCounts): number | null {
  const { truePositives: tp, trueNegatives: tn, falsePositives: fp, falseNegatives: fn } = counts
  // square roots first: the product of four counts of millions is beyond what a float64 holds exactly
  return ratio(tp * tn - fp * fn, Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn))
}

export function classStatistics(counts: BinaryCounts): Statistics {
  const { truePositives: tp, trueNegatives: tn, falsePositives: fp, falseNegatives: fn } = counts
  const recall = ratio(tp, tp + fn)
  const specificity = ratio(tn, tn + fp)
  const precision = ratio(tp, tp + fp)
  const negativePredictiveValue = ratio(tn, tn + fn)
  return {
    true_positives: tp,
    true_negatives: tn,
    false_positives: fp,
    false_negatives: fn,
    true_positive_rate: recall,
    true_negative_rate: specificity,
    positive_predictive_value: precision,
    negative_predictive_value: negativePredictiveValue,
    false_negative_rate: less(recall),
    false_positive_rate: less(specificity),
    false_discovery_rate: less(precision),
    false_omission_rate: less(negativePredictiveValue),
    accuracy: ratio(tp + tn, tp + tn + fp + fn),
    precision,
    recall,
    f1_score: ratio(2 * tp, 2 * tp + fp + fn),
    sensitivity: recall,
    specificity,
    hit_rate: recall,
    miss_rate: less(recall),
    fall_out: less(specificity),
    matthews_correlation_coefficient: matthews(counts),
    informedness: excess(recall, specificity),
    markedness: excess(precision, negativePredictiveValue),
  }
}
