// What an evaluation is to a run of any model: recorded, told of, kept in a checkpoint, and perhaps its end.
import type { EncodedSplit } from "@fidelio/core"
import type { SplitName } from "../data/encoded-splits.ts"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import type { SplitMetrics, TrainingCallbacks } from "./callbacks.ts"
import {
  describeEvaluation,
  evaluationsWithoutImprovement,
  withEvaluation,
  type EvaluationRecord,
  type TrainingProgress,
  type ValidationTarget,
} from "./progress.ts"

export interface Evaluating {
  readonly epoch: number
  readonly learningRate: number
  readonly target: ValidationTarget
  /** How many evaluations without improvement end the run; −1: any number. */
  readonly earlyStop: number
  readonly callbacks: TrainingCallbacks
  /** The loss of a split in one number. */
  readonly lossOf: (metrics: SplitMetrics) => number | null
  evaluate(): Promise<EvaluationRecord["metrics"]>
  /** What an evaluation changes besides. */
  readonly afterwards?: (progress: TrainingProgress) => TrainingProgress
  /** Keeps the state of the run, and the model where it is the best so far. */
  keep(progress: TrainingProgress, isBest: boolean): Promise<void> | void
}

export interface Evaluated {
  readonly progress: TrainingProgress
  /** Why the run ends with it; undefined where it goes on. */
  readonly stop: "callback" | "early_stop" | undefined
}

/** Evaluates the model as it is after the steps that were done. */
export async function evaluateAndKeep(before: TrainingProgress, parts: Evaluating): Promise<Evaluated> {
  const { epoch, learningRate, target, earlyStop, callbacks, lossOf, afterwards = same } = parts
  const { step } = before
  callbacks.onEvaluationStart?.({ epoch, step })
  const began = performance.now()
  const metrics = await parts.evaluate()
  const progress = afterwards(withEvaluation(before, { step, epoch, learningRate, metrics }, target))
  const seconds = (performance.now() - began) / 1000
  const event = describeEvaluation(progress, target, { earlyStop, seconds, lossOf })
  const asked = callbacks.onEvaluationEnd?.(event)
  await parts.keep(progress, event.improved)
  return { progress, stop: asked === "stop" ? "callback" : isLate(earlyStop, progress) ? "early_stop" : undefined }
}

const same = (progress: TrainingProgress): TrainingProgress => progress

/** True where early stopping ends the run; a run that is resumed may have come so far already. */
export const isLate = (earlyStop: number, progress: TrainingProgress): boolean =>
  earlyStop >= 0 && evaluationsWithoutImprovement(progress) >= Math.max(1, earlyStop)

/** Metrics of the splits that have rows, one after the other. */
export async function evaluateSplits(
  { training, validation, test }: PreparedDataset["splits"],
  metricsOf: (split: EncodedSplit, name: SplitName) => Promise<SplitMetrics>,
): Promise<EvaluationRecord["metrics"]> {
  const hasRows = (split: EncodedSplit | undefined): split is EncodedSplit => split !== undefined && split.size > 0
  return {
    training: await metricsOf(training, "training"),
    ...(hasRows(validation) && { validation: await metricsOf(validation, "validation") }),
    ...(hasRows(test) && { test: await metricsOf(test, "test") }),
  }
}
