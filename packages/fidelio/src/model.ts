// The public API: a model from a config, trained, evaluated, used, saved and loaded.
import { FidelioError, type Config, type ConfigInput } from "@fidelio/core"
import {
  type DatasetSources,
  loadModel,
  saveModel,
  train,
  type TableSource,
  type TrainedModel,
  type TrainEnd,
  type TrainingCallbacks,
  type TrainingStatistics,
} from "@fidelio/engine"
import { type ConfigSource, readConfig } from "./config-source.ts"

/** What a training is given: the data, where results go, and who is told. */
export interface TrainingOptions extends DatasetSources {
  /** Folder of all results; `results` where not given. */
  readonly outputDirectory?: string | undefined
  readonly experimentName?: string | undefined
  readonly modelName?: string | undefined
  readonly randomSeed?: number | undefined
  /** The results folder of a run to continue. */
  readonly modelResumePath?: string | undefined
  /** A model whose weights to start from. */
  readonly modelLoadPath?: string | undefined
  readonly skipSaveProcessedInput?: boolean | undefined
  readonly skipSaveTrainingDescription?: boolean | undefined
  readonly skipSaveTrainingStatistics?: boolean | undefined
  readonly skipSaveModel?: boolean | undefined
  readonly skipSaveProgress?: boolean | undefined
  readonly skipSaveLog?: boolean | undefined
  readonly callbacks?: TrainingCallbacks | undefined
  /** Ends the run after the step at hand, with a checkpoint. */
  readonly signal?: AbortSignal | undefined
  /** What the description calls the run. */
  readonly command?: string | undefined
}

export interface TrainingResult {
  /** Split → feature → metric → a value an evaluation. */
  readonly trainingStatistics: TrainingStatistics
  readonly reason: TrainEnd["reason"]
  /** Undefined where nothing was to be saved. */
  readonly outputDirectory: string | undefined
}
