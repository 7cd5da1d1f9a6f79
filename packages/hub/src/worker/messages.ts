// What a training's process is given, and what it tells the worker that started it. Plain data: it goes through a pipe as JSON.
import type { Evaluation, LogLine, Metrics, Objective, Problem, Progress, Signature, Version } from "@fidelio/client"
import type { StoragePlace } from "./storage-place.ts"

/** The table to learn from. */
export interface TrainingData {
  readonly sha256: string
  /** Of files: `csv`, `parquet`, … */
  readonly format: string
  /** What it is called in messages and in the description: `titanic@2`. */
  readonly name: string
}

export interface TrainingSetup {
  readonly versionId: string
  /** YAML. */
  readonly config: string
  readonly seed: number
  readonly data: TrainingData
  readonly storage: StoragePlace
  /** An empty folder, removed by the worker when the process has ended. */
  readonly directory: string
  /** SHA-256 of the archive of an earlier take-up's last checkpoint. */
  readonly checkpoint: string | null
  readonly worker: string
}

export interface StoredFile {
  /** In the results folder. */
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  readonly media_type: string
}

/** What is known of a version once it is trained. */
export interface TrainingOutcome {
  readonly files: readonly StoredFile[]
  readonly metrics: Metrics
  readonly objective: Objective | null
  readonly signature: Signature
  readonly environment: Version["environment"]
}

export type Stage = "preprocessing" | "training" | "evaluating"

export type FromTraining =
  | { readonly type: "stage"; readonly stage: Stage; readonly at: number }
  | { readonly type: "log"; readonly level: LogLine["level"]; readonly message: string; readonly at: number }
  | { readonly type: "split"; readonly split: NonNullable<Version["split"]> }
  | { readonly type: "model"; readonly model: NonNullable<Version["model"]> }
  /** The steps that an earlier take-up did; evaluations after it are made again. */
  | { readonly type: "begin"; readonly step: number }
  | { readonly type: "evaluation"; readonly evaluation: Omit<Evaluation, "index"> }
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "checkpoint"; readonly sha256: string; readonly bytes: number }
  | { readonly type: "trained"; readonly outcome: TrainingOutcome }
  | { readonly type: "failed"; readonly problem: Problem }
