// The statistics of an output, read from what the hub sends: whatever is not of the expected shape is left out.

type Found = Readonly<Record<string, unknown>>

interface ClassRow {
  readonly label: string
  readonly rows: number | null
  readonly precision: number | null
  readonly recall: number | null
  readonly f1: number | null
}

export interface OutputStatistics {
  readonly labels: readonly string[]
  readonly confusion: readonly (readonly number[])[] | undefined
  readonly classes: readonly ClassRow[]
  readonly overall: readonly { readonly name: string; readonly value: number }[]
  readonly roc:
    | { readonly falsePositiveRate: readonly number[]; readonly truePositiveRate: readonly number[] }
    | undefined
  readonly rocArea: number | null
  readonly precisionRecall: { readonly precision: readonly number[]; readonly recall: readonly number[] } | undefined
  readonly averagePrecision: number | null
  readonly calibration: { readonly predicted: readonly number[]; readonly observed: readonly number[] } | undefined
}

export function readStatistics(found: Found): OutputStatistics {
  const perClass = recordOf(found["per_class_stats"])
  const confusion = matrixOf(found["confusion_matrix"])
  const classNames = Object.keys(perClass)
  const roc = recordOf(found["roc_curve"])
  const precisionRecall = recordOf(found["precision_recall_curve"])
  const calibration = recordOf(found["calibration_curve"])
  return {
    confusion,
    labels: classNames.length > 0 ? classNames : (confusion?.map((_, i) => String(i)) ?? []),
    classes: Object.entries(perClass).map(([label, one]) => classRow(label, recordOf(one))),
    overall: Object.entries(recordOf(found["overall_stats"])).flatMap(([name, value]) =>
      typeof value === "number" ? [{ name, value }] : [],
    ),
    roc: pairOf(roc, "false_positive_rate", "true_positive_rate", (falsePositiveRate, truePositiveRate) => ({
      falsePositiveRate,
      truePositiveRate,
    })),
    rocArea: numberOf(found["roc_auc_macro"]),
    precisionRecall: pairOf(precisionRecall, "precisions", "recalls", (precision, recall) => ({ precision, recall })),
    averagePrecision: numberOf(found["average_precision_macro"]),
    calibration: pairOf(calibration, "predicted", "observed", (predicted, observed) => ({ predicted, observed })),
  }
}

const classRow = (label: string, found: Found): ClassRow => {
  const right = numberOf(found["true_positives"])
  const missed = numberOf(found["false_negatives"])
  return {
    label,
    rows: right === null || missed === null ? null : right + missed,
    precision: numberOf(found["precision"]),
    recall: numberOf(found["recall"]),
    f1: numberOf(found["f1_score"]),
  }
}

const recordOf = (value: unknown): Found =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Found) : {} // keys are strings

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null)

const numbersOf = (value: unknown): readonly number[] | undefined =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "number") ? value : undefined

function matrixOf(value: unknown): readonly (readonly number[])[] | undefined {
  if (!Array.isArray(value)) return undefined
  const rows = value.map(numbersOf)
  return rows.every((row) => row !== undefined) && rows.length > 0 ? rows : undefined
}

function pairOf<T>(
  found: Found,
  first: string,
  second: string,
  make: (a: readonly number[], b: readonly number[]) => T,
): T | undefined {
  const a = numbersOf(found[first])
  const b = numbersOf(found[second])
  return a === undefined || b === undefined ? undefined : make(a, b)
}
