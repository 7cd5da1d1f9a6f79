// Metrics that are a mean over examples: their state is a sum and a count.
import type { Metric, MetricBatch } from "../../define.ts"

export interface MeanState {
  readonly sum: number
  readonly count: number
}

interface MeanSpec {
  readonly type: string
  readonly summary: string
  /** The sum over a batch of what is averaged. */
  sum(batch: MetricBatch): number
  /** From the mean to the metric; the mean itself where absent. */
  readonly finish?: (mean: number) => number
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

function meanMetric(spec: MeanSpec, rest: Pick<Metric, "direction" | "range">): Metric<MeanState> {
  const finish = spec.finish ?? ((mean: number): number => mean)
  return {
    type: spec.type,
    summary: spec.summary,
    ...rest,
    initial: () => ({ sum: 0, count: 0 }),
    update: (state, batch) => ({ sum: state.sum + spec.sum(batch), count: state.count + batch.size }),
    merge: (a, b) => ({ sum: a.sum + b.sum, count: a.count + b.count }),
    compute: ({ sum, count }) => (count === 0 ? null : finiteOrNull(finish(sum / count))),
  }
}

/** An error: zero at best. */
export const meanError = (spec: MeanSpec): Metric<MeanState> =>
  meanMetric(spec, { direction: "minimize", range: [0, Infinity] })

/** A share of examples: one at best. */
export const meanShare = (spec: MeanSpec): Metric<MeanState> =>
  meanMetric(spec, { direction: "maximize", range: [0, 1] })

/** Below this, a target counts as this far from zero in a percentage. */
const smallestTarget = 1.17e-6

/** Σ f((prediction − target) / |target|). */
export function sumRelative(batch: MetricBatch, f: (ratio: number) => number): number {
  let sum = 0
  for (let i = 0; i < batch.size; i++) {
    const target = batch.targets[i]! // in range
    sum += f((batch.predictions[i]! - target) / Math.max(Math.abs(target), smallestTarget))
  }
  return sum
}

/** Σ (prediction − target)². */
export function sumSquares(batch: MetricBatch): number {
  let sum = 0
  for (let i = 0; i < batch.size; i++) sum += (batch.predictions[i]! - batch.targets[i]!) ** 2
  return sum
}
