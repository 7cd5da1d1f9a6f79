// Counting predictions that are right and wrong.
import type { Metric, MetricBatch } from "../../define.ts"

export function countRight({ size, targets, predictions }: MetricBatch): number {
  let right = 0
  for (let i = 0; i < size; i++) if (targets[i] === predictions[i]) right += 1
  return right
}

/** The four cells of a binary confusion matrix. */
export interface BinaryCounts {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly trueNegatives: number
}

function countBinary({ size, targets, predictions }: MetricBatch): BinaryCounts {
  const cells = [0, 0, 0, 0] as [number, number, number, number]
  for (let i = 0; i < size; i++) cells[(targets[i]! > 0 ? 2 : 0) + (predictions[i]! > 0 ? 1 : 0)]! += 1
  const [trueNegatives, falsePositives, falseNegatives, truePositives] = cells
  return { truePositives, falsePositives, falseNegatives, trueNegatives }
}

const add = (a: BinaryCounts, b: BinaryCounts): BinaryCounts => ({
  truePositives: a.truePositives + b.truePositives,
  falsePositives: a.falsePositives + b.falsePositives,
  falseNegatives: a.falseNegatives + b.falseNegatives,
  trueNegatives: a.trueNegatives + b.trueNegatives,
})

interface CountsSpec {
  readonly type: string
  readonly summary: string
  compute(counts: BinaryCounts): number | null
}

/** A metric of a binary output that needs the four counts only. */
export const countsMetric = (spec: CountsSpec): Metric<BinaryCounts> => ({
  ...spec,
  direction: "maximize",
  range: [0, 1],
  initial: () => ({ truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 }),
  update: (state, batch) => add(state, countBinary(batch)),
  merge: add,
})

/** a / b, or null where it is not defined. */
export const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b)
