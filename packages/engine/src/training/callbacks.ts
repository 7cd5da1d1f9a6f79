// The moments of a run that a person can listen to; the terminal's progress and the logs are callbacks too.

/** What was found in one column that the config names. */
export interface ColumnSummary {
  readonly column: string
  readonly role: "input" | "output"
  /** The feature's type in the config. */
  readonly type: string
  readonly missing: number
  readonly distinct: number
  /** A few words on its values: a range, the most frequent categories. */
  readonly summary: string
}

export interface DataReady {
  /** The files, or "in-memory rows". */
  readonly source: string
  readonly columns: readonly ColumnSummary[]
  /** Examples a split. */
  readonly splits: { readonly training: number; readonly validation: number; readonly test: number }
  /** Rows left out, with the reason (missing targets, `drop_row`). */
  readonly dropped: readonly { readonly rows: number; readonly reason: string }[]
  /** True where the encoded columns came from the cache. */
  readonly cached: boolean
  readonly seconds: number
}

/** A part of a model. */
export interface ModelLayer {
  readonly name: string
  readonly description: string
  readonly parameters: number
  /** Of boosted trees, which have no parameters: how many there can be, and leaves of each. */
  readonly trees?: number
  readonly leaves?: number
}

export interface ModelBuilt {
  /** Each part of the model, in order: `input_features.age.encoder`, `combiner`, … */
  readonly layers: readonly ModelLayer[]
  readonly parameters: number
  readonly device: string
}

/** How a training goes on: through the rows again and again, tree by tree, or by one fit an output. */
export type Progression = "epochs" | "rounds" | "fit"

export interface TrainStart {
  readonly progression: Progression
  readonly epochs: number
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  readonly batchSize: number
  readonly learningRate: number
  /** Where an earlier run is continued: the steps it had done. */
  readonly resumedAtStep: number
  readonly outputDirectory: string | undefined
}

/** Sent a few times a second while steps run. */
export interface StepsDone {
  readonly epoch: number
  readonly step: number
  readonly totalSteps: number
  /** Steps done in this epoch, of how many. */
  readonly epochStep: number
  readonly stepsPerEpoch: number
  /** Mean of what training makes small since the epoch began; of trees, the training loss of the last evaluation. */
  readonly loss: number
  readonly learningRate: number
  readonly stepsPerSecond: number
  /** Seconds until the last epoch at this speed; early stopping may come first. */
  readonly secondsLeft: number
}

/** Feature → metric → value; `combined` holds the objective that training minimizes. */
export type SplitMetrics = Readonly<Record<string, Readonly<Record<string, number | null>>>>

export interface EvaluationDone {
  readonly epoch: number
  readonly step: number
  readonly metrics: {
    readonly training: SplitMetrics
    readonly validation?: SplitMetrics
    readonly test?: SplitMetrics
  }
  /**
   * The loss in one number, as training tells it between evaluations: what a network makes small, with number targets
   * standardised; of trees and linear models with one output, its loss in the target's own units.
   */
  readonly losses: { readonly training: number | null; readonly validation?: number | null }
  /** What is followed: `income`, `roc_auc`. */
  readonly validationField: string
  readonly validationMetric: string
  readonly validationSplit: "training" | "validation"
  /** The followed metric now and at its best so far. */
  readonly value: number | null
  readonly best: number | null
  readonly improved: boolean
  /** Evaluations since the best one, and how many end the run (−1: never). */
  readonly evaluationsWithoutImprovement: number
  readonly earlyStop: number
  readonly seconds: number
}

export interface TrainEnd {
  /** `finished`: it had ended before it was resumed. */
  readonly reason: "epochs" | "early_stop" | "interrupted" | "callback" | "diverged" | "finished"
  readonly epochs: number
  readonly steps: number
  readonly bestEpoch: number
  readonly bestStep: number
  readonly seconds: number
  /** Metrics a split of the best checkpoint, which is the model that is kept. */
  readonly bestMetrics: EvaluationDone["metrics"] | undefined
  readonly outputDirectory: string | undefined
  /** The folder of the saved model. */
  readonly modelPath: string | undefined
}

/** Functions called at each moment of a run, in order. An error thrown by one ends the run. */
export interface TrainingCallbacks {
  onDataReady?(event: DataReady): void
  onModelBuilt?(event: ModelBuilt): void
  onTrainStart?(event: TrainStart): void
  onEpochStart?(event: { readonly epoch: number }): void
  onStepsDone?(event: StepsDone): void
  onEpochEnd?(event: { readonly epoch: number }): void
  onEvaluationStart?(event: { readonly epoch: number; readonly step: number }): void
  /** Returning `"stop"` ends the run after this evaluation, as early stopping would. */
  onEvaluationEnd?(event: EvaluationDone): "stop" | void
  onCheckpoint?(event: { readonly step: number; readonly best: boolean; readonly path: string }): void
  onTrainEnd?(event: TrainEnd): void
  /** Something worth a line to the user: a fallback that was taken, a setting without effect. */
  onNotice?(event: { readonly message: string }): void
}
