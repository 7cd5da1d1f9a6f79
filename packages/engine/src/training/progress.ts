// What a run has done so far: everything but tensors that resuming needs, as JSON, and how an evaluation changes it.
import { initialPlateau, type PlateauState } from "@fidelio/core"
import type { EvaluationDone, SplitMetrics } from "./callbacks.ts"

/** One evaluation, as the statistics keep it. */
export interface EvaluationRecord {
  readonly step: number
  readonly epoch: number
  readonly learningRate: number
  readonly metrics: {
    readonly training: SplitMetrics
    readonly validation?: SplitMetrics
    readonly test?: SplitMetrics
  }
}

export interface TrainingProgress {
  /** Steps done. */
  readonly step: number
  readonly evaluations: readonly EvaluationRecord[]
  /** The best evaluation by the followed metric: its place in `evaluations`. */
  readonly best: number | null
  /** What reducing the learning rate on plateaus remembers. */
  readonly plateau: PlateauState
}

export const noProgress: TrainingProgress = {
  step: 0,
  evaluations: [],
  best: null,
  plateau: initialPlateau,
}

/** The metric that early stopping and the choice of the best checkpoint follow. */
export interface ValidationTarget {
  readonly field: string
  readonly metric: string
  readonly direction: "minimize" | "maximize"
  readonly split: "training" | "validation"
}

/** The followed metric's value at an evaluation. */
export function followedValue(record: EvaluationRecord, target: ValidationTarget): number | null {
  const split = record.metrics[target.split]
  return split?.[target.field]?.[target.metric] ?? null
}

export const isBetter = (value: number, than: number, direction: ValidationTarget["direction"]): boolean =>
  direction === "minimize" ? value < than : value > than

/** What training makes small. */
export const combinedLoss = ({ combined }: SplitMetrics): number | null => combined?.["loss"] ?? null

/** Of a sole output its loss in the target's own units; of several, for which targets are on one scale, their sum. */
export function reportedLoss(metrics: SplitMetrics): number | null {
  const outputs = Object.keys(metrics).filter((name) => name !== "combined")
  return outputs.length === 1 ? (metrics[outputs[0]!]?.["loss"] ?? null) : combinedLoss(metrics)
}

/** The progress after one more evaluation. */
export function withEvaluation(
  progress: TrainingProgress,
  record: EvaluationRecord,
  target: ValidationTarget,
): TrainingProgress {
  const value = followedValue(record, target)
  const bestRecord = progress.best === null ? undefined : progress.evaluations[progress.best]
  const best = bestRecord === undefined ? null : followedValue(bestRecord, target)
  const improved =
    progress.best === null || (value !== null && (best === null || isBetter(value, best, target.direction)))
  const evaluations = [...progress.evaluations, record]
  return { ...progress, step: record.step, evaluations, best: improved ? evaluations.length - 1 : progress.best }
}

/** Evaluations since the best one. */
export const evaluationsWithoutImprovement = ({ evaluations, best }: TrainingProgress): number =>
  best === null ? 0 : evaluations.length - 1 - best

interface DescriptionOptions {
  readonly earlyStop: number
  readonly seconds: number
  readonly lossOf: (metrics: SplitMetrics) => number | null
}

/** What the callbacks are told of the last evaluation. */
export function describeEvaluation(
  progress: TrainingProgress,
  target: ValidationTarget,
  { lossOf, ...extra }: DescriptionOptions,
): EvaluationDone {
  const record = progress.evaluations.at(-1)!
  const { training, validation } = record.metrics
  const bestRecord = progress.best === null ? undefined : progress.evaluations[progress.best]
  return {
    epoch: record.epoch,
    step: record.step,
    metrics: record.metrics,
    losses: { training: lossOf(training), ...(validation && { validation: lossOf(validation) }) },
    validationField: target.field,
    validationMetric: target.metric,
    validationSplit: target.split,
    value: followedValue(record, target),
    best: bestRecord === undefined ? null : followedValue(bestRecord, target),
    improved: progress.best === progress.evaluations.length - 1,
    evaluationsWithoutImprovement: evaluationsWithoutImprovement(progress),
    ...extra,
  }
}
