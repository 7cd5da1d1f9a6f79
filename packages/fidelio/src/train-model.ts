// Training with options as people give them.
import {
  type DatasetSources,
  loadModel,
  train,
  type TrainedModel,
  type TrainEnd,
  type TrainingCallbacks,
  type TrainingStatistics,
  type TrainResult,
} from "@fidelio/engine"
import type { ConfigSource } from "./config-source.ts"

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

/** Trains; a model given as `initial` lends its weights. */
export async function trainModel(
  { parsed, text }: ConfigSource,
  options: TrainingOptions,
  initial?: TrainedModel,
): Promise<TrainResult> {
  const { dataset, trainingSet, validationSet, testSet, dataFormat, modelLoadPath, ...rest } = options
  const initialModel = modelLoadPath === undefined ? initial : await loadModel(modelLoadPath)
  return await train({
    ...rest,
    config: parsed,
    writtenConfig: text,
    sources: { dataset, trainingSet, validationSet, testSet, dataFormat },
    initialModel,
  })
}
