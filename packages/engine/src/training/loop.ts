// The training loop: stretches of steps, evaluations, checkpoints, and when to stop.
import { FidelioError, type EncodedSplit, type Json, type Tensor } from "@fidelio/core"
import type { SplitName } from "../data/encoded-splits.ts"
import type { Evaluator } from "../evaluation/evaluator.ts"
import type { RunningReport } from "../evaluation/running-report.ts"
import type { BatchOrder } from "./batch-order.ts"
import type { SplitMetrics, TrainEnd, TrainingCallbacks } from "./callbacks.ts"
import { isEvaluationStep, nextStretch, type Plan, type Stretch } from "./plan.ts"
import { evaluateAndKeep, evaluateSplits, isLate, type Evaluated } from "./evaluate-and-keep.ts"
import { combinedLoss, type TrainingProgress, type ValidationTarget } from "./progress.ts"
import type { StepRunner } from "./step-runner.ts"
import { createSpeedometer, type Speedometer } from "./speedometer.ts"

export interface LoopSettings {
  readonly earlyStop: number
  readonly evaluateTrainingSet: boolean
  readonly skipEvaluation: boolean
  /** The learning rate of a step (counted from 0), given what happened so far. */
  readonly learningRate: (step: number, progress: TrainingProgress) => number
  /** What an evaluation changes besides (learning rate reductions). */
  readonly afterEvaluation: (progress: TrainingProgress) => TrainingProgress
}

export interface LoopParts {
  readonly plan: Plan
  readonly settings: LoopSettings
  readonly splits: { readonly training: EncodedSplit; readonly validation?: EncodedSplit; readonly test?: EncodedSplit }
  readonly runner: StepRunner
  readonly evaluator: Evaluator
  readonly running: RunningReport
  readonly order: BatchOrder
  readonly target: ValidationTarget
  readonly checkpoints: CheckpointSink
  readonly callbacks: TrainingCallbacks
  readonly signal: AbortSignal | undefined
  /** Steps that one run of the graph makes; by their speed where not given. */
  readonly stepsPerRun?: number | undefined
}

/** Where checkpoints go; nowhere, if the user wants none. */
export interface CheckpointSink {
  /** Keeps the state of the run. */
  write(state: RunState): Promise<void>
}

export interface RunState {
  readonly progress: TrainingProgress
  readonly variables: ReadonlyMap<string, Tensor>
  /** True where the followed metric has just improved. */
  readonly best: boolean
  /** Training metrics gathered since the last evaluation; undefined where there is nothing of them. */
  readonly running?: Uint8Array | undefined
}

export interface LoopResult {
  readonly progress: TrainingProgress
  readonly reason: TrainEnd["reason"]
  /** The model's variables at the best evaluation. */
  readonly best: ReadonlyMap<string, Tensor>
  /** What is known of the model besides, by output. */
  readonly details?: Readonly<Record<string, Json>>
}

type Best = ReadonlyMap<string, Tensor>

export async function runLoop(
  parts: LoopParts,
  start: TrainingProgress,
  bestSoFar: Best | undefined,
): Promise<LoopResult> {
  const { plan, callbacks, settings } = parts
  let progress = start
  let best = bestSoFar
  let losses = noLosses
  const speed = createSpeedometer(plan, start.step, parts.stepsPerRun)
  if (isLate(settings.earlyStop, progress)) return { progress, reason: "early_stop", best: best ?? snapshot(parts) }
  while (progress.step < plan.totalSteps) {
    const stretch = nextStretch(plan, progress.step, speed.stepsPerRun())
    if (stretch.epochStep === 0) {
      losses = noLosses
      callbacks.onEpochStart?.({ epoch: stretch.epoch })
    }
    const loss = await runStretch(parts, progress, { stretch, speed })
    if (!Number.isFinite(loss)) return diverged(progress, best)
    losses = { sum: losses.sum + loss, steps: losses.steps + stretch.steps }
    progress = { ...progress, step: progress.step + stretch.steps }
    reportSteps(parts, progress, { stretch, speed, losses })
    if (progress.step % plan.stepsPerEpoch === 0) callbacks.onEpochEnd?.({ epoch: stretch.epoch })
    if (isEvaluationStep(plan, progress.step) && !isFinite(parts.runner.model())) return diverged(progress, best)
    if (isEvaluationStep(plan, progress.step) && !settings.skipEvaluation) {
      const outcome = await evaluateStep(parts, progress, stretch.epoch)
      progress = outcome.progress
      best = outcome.best ?? best
      if (outcome.stop !== undefined) return { progress, reason: outcome.stop, best: best ?? snapshot(parts) }
    }
    if (parts.signal?.aborted === true) {
      const running = parts.running.save()
      await parts.checkpoints.write({ progress, variables: parts.runner.current(), best: false, running })
      return { progress, reason: "interrupted", best: best ?? snapshot(parts) }
    }
  }
  return { progress, reason: "epochs", best: best ?? snapshot(parts) }
}

/** The sum of some steps' losses: those of an epoch, of which a resumed run saw the end only. */
interface Losses {
  readonly sum: number
  readonly steps: number
}

const noLosses: Losses = { sum: 0, steps: 0 }

interface StretchParts {
  readonly stretch: Stretch
  readonly speed: Speedometer
}

/** Runs one stretch of steps; returns the sum of their losses. */
async function runStretch(
  parts: LoopParts,
  progress: TrainingProgress,
  { stretch, speed }: StretchParts,
): Promise<number> {
  const rows = parts.order(stretch, parts.plan.accumulation)
  const learningRates = Array.from({ length: stretch.steps }, (_, i) =>
    parts.settings.learningRate(progress.step + i, progress),
  )
  speed.start()
  const { losses, outputs } = await parts.runner.run({
    firstStep: progress.step,
    learningRates,
    rows,
    batchSize: stretch.batchSize,
  })
  speed.stop(stretch.steps)
  if (!parts.settings.evaluateTrainingSet && !parts.settings.skipEvaluation) await parts.running.add(rows, outputs)
  return losses.reduce((sum, loss) => sum + loss, 0)
}

function reportSteps(
  parts: LoopParts,
  progress: TrainingProgress,
  { stretch, speed, losses }: StretchParts & { readonly losses: Losses },
): void {
  const { plan, callbacks, settings } = parts
  if (
    callbacks.onStepsDone === undefined ||
    !speed.shouldReport(stretch.epochStep + stretch.steps === plan.stepsPerEpoch)
  )
    return
  const epochStep = stretch.epochStep + stretch.steps
  callbacks.onStepsDone({
    epoch: stretch.epoch,
    step: progress.step,
    totalSteps: plan.totalSteps,
    epochStep,
    stepsPerEpoch: plan.stepsPerEpoch,
    loss: losses.sum / losses.steps,
    learningRate: settings.learningRate(progress.step - 1, progress),
    stepsPerSecond: speed.stepsPerSecond(),
    secondsLeft: speed.secondsLeft(progress.step),
  })
}

async function evaluateStep(parts: LoopParts, before: TrainingProgress, epoch: number): Promise<Outcome> {
  const { target, settings, callbacks, runner } = parts
  let best: Best | undefined
  const { progress, stop } = await evaluateAndKeep(before, {
    epoch,
    learningRate: settings.learningRate(before.step - 1, before),
    target,
    earlyStop: settings.earlyStop,
    callbacks,
    lossOf: combinedLoss,
    evaluate: () => evaluateSplits(parts.splits, (split, name) => splitMetrics(parts, split, name)),
    afterwards: settings.afterEvaluation,
    async keep(now, isBest) {
      if (isBest) best = snapshot(parts)
      await parts.checkpoints.write({ progress: now, variables: runner.current(), best: isBest })
    },
  })
  return { progress, best, stop }
}

/** Of the training rows those that were gathered while they passed, unless all are to be evaluated. */
async function splitMetrics(
  { running, evaluator, runner, settings }: LoopParts,
  split: EncodedSplit,
  name: SplitName,
): Promise<SplitMetrics> {
  const isGathered = name === "training" && !settings.evaluateTrainingSet
  return (isGathered ? await running.take() : await evaluator.evaluate(split, runner.model())).metrics()
}

interface Outcome extends Evaluated {
  /** The model, where it is the best so far. */
  readonly best: Best | undefined
}

/** False where the last step, whose loss was still finite, went too far. */
function isFinite(variables: ReadonlyMap<string, Tensor>): boolean {
  for (const { data } of variables.values()) {
    for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false // hot
  }
  return true
}

/** A copy of the model's variables as they are now. */
const snapshot = ({ runner }: LoopParts): Best =>
  new Map(
    Array.from(runner.model(), ([name, tensor]) => [name, { ...tensor, data: (tensor.data as Float32Array).slice() }]),
  ) // variables are float32

function diverged(progress: TrainingProgress, best: Best | undefined): LoopResult {
  if (best === undefined) {
    throw new FidelioError(
      "training/diverged",
      `the loss or a weight became NaN or infinite after ${progress.step} steps, before the first evaluation`,
      {
        hint: "lower trainer.learning_rate, set trainer.gradient_clipping, or look for extreme values in the data",
      },
    )
  }
  return { progress, reason: "diverged", best }
}
