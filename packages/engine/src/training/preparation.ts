// A training made ready: what every type of model has to say of it before it runs, and what a run is given.
import type { Config, FittedEncoders, Tensor } from "@fidelio/core"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import type { TrainingCallbacks } from "./callbacks.ts"
import type { DataFingerprint } from "./data-fingerprint.ts"
import type { CheckpointSink, LoopResult } from "./loop.ts"
import type { Plan } from "./plan.ts"
import type { TrainingProgress } from "./progress.ts"

export interface PrepareTrainingOptions {
  readonly seed: number
  /** What encoders learned in an earlier training that this one goes on from. */
  readonly fittedEncoders?: FittedEncoders | undefined
}

export interface Preparation {
  /** With numbers for every `auto` of the trainer. */
  readonly config: Config
  readonly dataset: PreparedDataset
  readonly fittedEncoders: FittedEncoders
  readonly plan: Pick<Plan, "stepsPerEpoch" | "stepsPerEvaluation">
  readonly seed: number
  /** The name of a tensor for which a checkpoint's variables are not those of this training. */
  mismatch(variables: ReadonlyMap<string, Tensor>): string | undefined
  /** Trains to the end, to early stopping or to an interruption. */
  run(options: RunOptions): Promise<LoopResult>
}

/** Where a run goes on: what it has done, all its variables, and the model at its best evaluation. */
export interface ResumePoint {
  readonly progress: TrainingProgress
  readonly variables: ReadonlyMap<string, Tensor>
  readonly best: ReadonlyMap<string, Tensor> | undefined
  /** Training metrics gathered since the last evaluation. */
  readonly running: Uint8Array | undefined
  /** What it trained on. */
  readonly data?: DataFingerprint | undefined
}

export interface RunOptions {
  readonly callbacks: TrainingCallbacks
  readonly signal: AbortSignal | undefined
  readonly checkpoints: CheckpointSink
  readonly resume: ResumePoint | undefined
  /** First values of the model's variables, in place of random ones. */
  readonly weights: ReadonlyMap<string, Tensor> | undefined
  readonly outputDirectory: string | undefined
  /** Steps that one run of the graph makes; by their speed where not given. The result does not depend on it. */
  readonly stepsPerRun?: number | undefined
}
