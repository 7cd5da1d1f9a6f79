import { expect, test } from "vitest"
import { readStatistics } from "./statistics.ts"

test("reads what a binary output has", () => {
  const read = readStatistics({
    confusion_matrix: [
      [9, 1],
      [2, 8],
    ],
    overall_stats: { token_accuracy: 0.85, kappa_score: null },
    per_class_stats: {
      no: { true_positives: 9, false_negatives: 1, precision: 0.8, recall: 0.9, f1_score: 0.85 },
      yes: {},
    },
    roc_curve: { false_positive_rate: [0, 1], true_positive_rate: [0, 1] },
    roc_auc_macro: 0.9,
    precision_recall_curve: { precisions: [1, 0.5], recalls: [0, 1] },
  })
  expect(read.labels).toEqual(["no", "yes"])
  expect(read.classes[0]).toEqual({ label: "no", rows: 10, precision: 0.8, recall: 0.9, f1: 0.85 })
  expect(read.classes[1]).toMatchObject({ rows: null, precision: null })
  expect(read.overall).toEqual([{ name: "token_accuracy", value: 0.85 }])
  expect(read.roc?.truePositiveRate).toEqual([0, 1])
  expect(read.rocArea).toBe(0.9)
  expect(read.precisionRecall?.recall).toEqual([0, 1])
  expect(read.calibration).toBeUndefined()
})

test("what is not as expected is left out", () => {
  const read = readStatistics({ confusion_matrix: [["a"]], roc_curve: null, per_class_stats: [] })
  expect(read).toMatchObject({ labels: [], confusion: undefined, classes: [], overall: [], roc: undefined })
})
