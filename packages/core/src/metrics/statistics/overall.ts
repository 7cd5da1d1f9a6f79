// The overall statistics of a binary or category output: confusion matrix, averages, a table a class, calibration, and curves for a binary one.
import type { Json, MetricBatch } from "../../define.ts"
import { calibrationCurve } from "./calibration.ts"
import { classStatistics, type Statistics } from "./class-statistics.ts"
import { confidences } from "./confidences.ts"
import type { BinaryCounts } from "./counts.ts"
import { ratio } from "./counts.ts"
import { areaUnderRoc, averagePrecisionOf, precisionRecallCurve, rocCurve, type SplitScores } from "./ranking.ts"
import { addScores, classScores, initialScores, mergeScores, type ScoreState } from "./scores.ts"

export interface OverallState {
  readonly classes: number
  /** Row-major [true class, predicted class]; absent for very many classes. */
  readonly confusion: Float64Array | undefined
  /** Examples by true class, by predicted class, and those predicted right, a class each. */
  readonly actual: Float64Array
  readonly predicted: Float64Array
  readonly right: Float64Array
  /** Of a binary output the probability of the true label; of a category that of the class predicted, 1 where it is right. */
  readonly scores: ScoreState
  /** Whether the scores are of a binary output, for which there are more curves. */
  readonly isBinary: boolean
}

export type OverallStatistics = Readonly<Record<string, Json>>

/** Beyond this many classes there is no confusion matrix: it would be larger than all else in the file. */
const maxConfusionClasses = 1000

/** A binary output has curves of its ranking besides. */
export const initialOverall = (classes: number, isBinary: boolean): OverallState => ({
  classes,
  confusion: classes <= maxConfusionClasses ? new Float64Array(classes * classes) : undefined,
  actual: new Float64Array(classes),
  predicted: new Float64Array(classes),
  right: new Float64Array(classes),
  scores: initialScores(),
  isBinary,
})

/** Adds a batch to the state. */
export function updateOverall(state: OverallState, batch: MetricBatch): OverallState {
  const { classes, confusion, actual, predicted, right } = state
  for (let i = 0; i < batch.size; i++) {
    const target = batch.targets[i]! // in range
    const prediction = batch.predictions[i]!
    actual[target]! += 1
    predicted[prediction]! += 1
    if (target === prediction) right[target]! += 1
    if (confusion) confusion[target * classes + prediction]! += 1
  }
  const { probabilities, cameTrue } = confidences(batch)
  addScores(state.scores, { ...batch, targets: cameTrue, probabilities })
  return state
}

const sums = (a: Float64Array, b: Float64Array): Float64Array => a.map((count, i) => count + b[i]!)

export const mergeOverall = (a: OverallState, b: OverallState): OverallState => ({
  classes: a.classes,
  confusion: a.confusion && b.confusion && sums(a.confusion, b.confusion),
  actual: sums(a.actual, b.actual),
  predicted: sums(a.predicted, b.predicted),
  right: sums(a.right, b.right),
  scores: mergeScores(a.scores, b.scores),
  isBinary: a.isBinary,
})

const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0)

function countsOf({ actual, predicted, right }: OverallState, label: number, rows: number): BinaryCounts {
  const truePositives = right[label]! // in range
  const falsePositives = predicted[label]! - truePositives
  const falseNegatives = actual[label]! - truePositives
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives: rows - truePositives - falsePositives - falseNegatives,
  }
}

/** Precision, recall and F1 of a class; 0 where there is nothing to divide by, so that averages stay defined. */
const scoresOf = ({ truePositives: tp, falsePositives: fp, falseNegatives: fn }: BinaryCounts) => ({
  precision: ratio(tp, tp + fp) ?? 0,
  recall: ratio(tp, tp + fn) ?? 0,
  f1_score: ratio(2 * tp, 2 * tp + fp + fn) ?? 0,
})

/** Macro: over the classes that occur among targets or predictions. Weighted: by the examples of each class. */
function averages(state: OverallState, rows: number): Statistics {
  const result: Record<string, number | null> = {}
  const accuracy = ratio(total(state.right), rows)
  for (const name of ["precision", "recall", "f1_score"] as const) {
    let sum = 0
    let weighted = 0
    let present = 0
    for (let label = 0; label < state.classes; label++) {
      if (state.actual[label]! + state.predicted[label]! === 0) continue
      const score = scoresOf(countsOf(state, label, rows))[name]
      present += 1
      sum += score
      weighted += score * state.actual[label]!
    }
    result[`avg_${name}_macro`] = ratio(sum, present)
    result[`avg_${name}_micro`] = accuracy // with one class an example, all three are the accuracy
    result[`avg_${name}_weighted`] = ratio(weighted, rows)
  }
  return result
}

/** Cohen's κ = (agreement − chance) / (1 − chance). */
function kappa({ actual, predicted, right }: OverallState, rows: number): number | null {
  const agreement = total(right) / rows
  const chance = actual.reduce((sum, count, label) => sum + (count / rows) * (predicted[label]! / rows), 0)
  return ratio(agreement - chance, 1 - chance)
}

function curves(scores: SplitScores): OverallStatistics {
  const area = areaUnderRoc(scores)
  const precision = averagePrecisionOf(scores)
  return {
    roc_curve: rocCurve(scores),
    roc_auc_macro: area,
    roc_auc_micro: area,
    precision_recall_curve: precisionRecallCurve(scores),
    average_precision_macro: precision,
    average_precision_micro: precision,
    average_precision_samples: precision,
  }
}

/** The statistics in the form of `test_statistics.json`; `labels` are the classes' names. */
export function computeOverall(state: OverallState, labels: readonly string[]): OverallStatistics {
  const rows = total(state.actual)
  const { classes, confusion, isBinary } = state
  const scores = classScores(state.scores, 1, 0)
  const perClass = labels.map((label, i) => [label, classStatistics(countsOf(state, i, rows))] as const)
  return {
    ...(confusion && {
      confusion_matrix: labels.map((_, i) => [...confusion.subarray(i * classes, (i + 1) * classes)]),
    }),
    overall_stats: {
      token_accuracy: ratio(total(state.right), rows),
      ...averages(state, rows),
      kappa_score: kappa(state, rows),
    },
    per_class_stats: Object.fromEntries(perClass),
    ...(isBinary && curves(scores)),
    calibration_curve: calibrationCurve(scores),
  }
}

/** What was predicted for all examples of a split. */
type Predicted = Omit<MetricBatch, "targets">

/** The statistics of a category output, from all examples at once. */
export const categoryStatistics = (
  labels: readonly string[],
  targets: MetricBatch["targets"],
  predicted: Predicted,
): OverallStatistics =>
  computeOverall(updateOverall(initialOverall(labels.length, false), { ...predicted, targets }), labels)

/** The statistics and curves of a binary output, from all examples at once; `labels` of false and of true. */
export const binaryStatistics = (
  labels: readonly [string, string],
  targets: MetricBatch["targets"],
  predicted: Predicted,
): OverallStatistics => computeOverall(updateOverall(initialOverall(2, true), { ...predicted, targets }), labels)
