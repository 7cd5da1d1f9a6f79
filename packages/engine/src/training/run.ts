// A run from the user's options to the files it leaves: config, data, training, model, statistics.
import { join } from "node:path"
import { FidelioError, formatConfig, type Json, type ParsedConfig } from "@fidelio/core"
import { writeFileAtomically } from "../artifact/atomic.ts"
import { loadModel, saveModel } from "../artifact/save-model.ts"
import { trainedModel, type TrainedModel } from "../artifact/trained-model.ts"
import { DataEngine } from "../data/data-engine.ts"
import { leastMemory, prepareDataset, type PreparedDataset } from "../data/prepare.ts"
import type { DatasetSources } from "../data/sources.ts"
import { tensorBoardCallbacks } from "../tracking/tensorboard.ts"
import { calibrate } from "./calibrate.ts"
import type { DataReady, ModelBuilt, TrainEnd, TrainingCallbacks } from "./callbacks.ts"
import { combineCallbacks } from "./combine-callbacks.ts"
import { describeRun, descriptionName } from "./description.ts"
import { dataFingerprint } from "./data-fingerprint.ts"
import { usesFiles } from "./external-memory.ts"
import type { CheckpointSink, LoopResult } from "./loop.ts"
import { modelReports } from "./model-reports.ts"
import {
  modelFolder,
  openRun,
  readStatistics,
  statisticsName,
  withRunning,
  writeJson,
  type OpenRun,
} from "./run-directory.ts"
import { trainingStatistics, type TrainingStatistics } from "./statistics.ts"
import type { Preparation, ResumePoint } from "./preparation.ts"
import { prepareTraining, runTraining } from "./train.ts"

export interface TrainOptions {
  readonly config: ParsedConfig
  /** The config as the user wrote it; made from the rendered one where it was an object. */
  readonly writtenConfig?: string | undefined
  readonly sources: DatasetSources
  /** `train` or `experiment`; kept in the description. */
  readonly command?: string | undefined
  readonly outputDirectory?: string | undefined
  readonly experimentName?: string | undefined
  readonly modelName?: string | undefined
  readonly randomSeed?: number | undefined
  /** The folder of a run to be continued. */
  readonly modelResumePath?: string | undefined
  /** A model whose weights this run begins with. */
  readonly initialModel?: TrainedModel | undefined
  readonly skipSaveProcessedInput?: boolean | undefined
  readonly skipSaveTrainingDescription?: boolean | undefined
  readonly skipSaveTrainingStatistics?: boolean | undefined
  readonly skipSaveModel?: boolean | undefined
  readonly skipSaveProgress?: boolean | undefined
  readonly skipSaveLog?: boolean | undefined
  readonly callbacks?: TrainingCallbacks | undefined
  readonly signal?: AbortSignal | undefined
}

export interface TrainResult {
  readonly model: TrainedModel
  readonly trainingStatistics: TrainingStatistics
  readonly dataset: PreparedDataset
  readonly reason: TrainEnd["reason"]
  /** Undefined where nothing was to be saved. */
  readonly outputDirectory: string | undefined
}

/** Trains, and writes what a run writes. An interrupted run keeps its checkpoints; resuming it ends in the same model. */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const began = performance.now()
  const callbacks = options.callbacks ?? {}
  for (const message of options.config.notices) callbacks.onNotice?.({ message })
  checkInitialModel(options)
  const seed = options.randomSeed ?? 42
  const dataset = await prepare(options, seed)
  callbacks.onDataReady?.(describeData(dataset))
  const fittedEncoders = options.initialModel?.fittedEncoders
  const preparation = prepareTraining(options.config.config, dataset, { seed, fittedEncoders })
  const run = savesNothing(options) ? undefined : await openRun(names(options))
  if (run?.isFinished === true) return await finishedRun(run, dataset, callbacks)
  if (run?.resume !== undefined) checkResume(run.resume, preparation, run.directory)
  await saveDescription(options, { preparation, run })
  const logs =
    run === undefined || options.skipSaveLog === true
      ? {}
      : tensorBoardCallbacks(join(run.directory, modelFolder, "logs"))
  let built: ModelBuilt | undefined
  const keepBuilt: TrainingCallbacks = { onModelBuilt: (event) => void (built = event) }
  const result = await runTraining(preparation, {
    callbacks: combineCallbacks([callbacks, logs, keepBuilt]),
    signal: options.signal,
    checkpoints: checkpointSink(run, options, preparation),
    resume: run?.resume,
    weights: options.initialModel?.weights,
    outputDirectory: run?.directory,
  })
  return await finish(options, { preparation, run, result, built, began })
}

/** Weights of one type of model mean nothing to another. */
function checkInitialModel({ config: { config }, initialModel }: TrainOptions): void {
  const type = initialModel?.config.model_type
  if (type === undefined || type === config.model_type) return
  throw new FidelioError(
    "training/initial-model",
    `The model to start from is of type ${type}; this config makes one of type ${config.model_type}.`,
    { at: "model_type", hint: "Train with the config of that model, or start from none." },
  )
}

const savesNothing = (options: TrainOptions): boolean =>
  [
    options.skipSaveModel,
    options.skipSaveTrainingDescription,
    options.skipSaveTrainingStatistics,
    options.skipSaveProgress,
    options.skipSaveLog,
  ].every((skip) => skip === true)

async function prepare(options: TrainOptions, seed: number): Promise<PreparedDataset> {
  await using engine = await DataEngine.open()
  const { callbacks } = options
  const { config } = options.config
  if (config.model_type === "gbm" && config.trainer.external_memory === true)
    await engine.limitMemory(leastMemory(config.input_features.length))
  return await prepareDataset(engine, options.sources, config, {
    seed,
    cache: options.skipSaveProcessedInput !== true,
    cacheDirectory: config.backend.cache_dir ?? undefined,
    signal: options.signal,
    features: options.initialModel?.features,
    keepsInputsInFiles: config.model_type === "gbm" ? (size) => usesFiles(config.trainer, size) : undefined,
    onNotice: (message: string) => callbacks?.onNotice?.({ message }),
  })
}

function describeData({ splits, source, columns, dropped, cached, seconds }: PreparedDataset): DataReady {
  const sizes = {
    training: splits.training.size,
    validation: splits.validation?.size ?? 0,
    test: splits.test?.size ?? 0,
  }
  return { source, columns, splits: sizes, dropped, cached, seconds }
}

const names = (options: TrainOptions) => ({
  outputDirectory: options.outputDirectory ?? "results",
  experimentName: options.experimentName ?? "experiment",
  modelName: options.modelName ?? "run",
  resumePath: options.modelResumePath,
})

const written = (options: TrainOptions): string => options.writtenConfig ?? formatConfig(options.config.config)

/** Written where it is wanted: before the training, and after it with the model's parts. */
async function saveDescription(
  options: TrainOptions,
  { preparation, run, built }: Pick<Ending, "preparation" | "run"> & Partial<Ending>,
): Promise<void> {
  if (run === undefined || options.skipSaveTrainingDescription === true) return
  const { config, seed, dataset } = preparation
  const { splits, dropped } = describeData(dataset)
  const description = await describeRun(options.sources, {
    command: options.command ?? "train",
    random_seed: seed,
    config,
    written_config: written(options),
    split: { ...splits, dropped },
    model: built,
  })
  await writeJson(join(run.directory, descriptionName), description)
}

/** A run that had ended before it was resumed: what it left. */
async function finishedRun(
  { directory }: OpenRun,
  dataset: PreparedDataset,
  callbacks: TrainingCallbacks,
): Promise<TrainResult> {
  const model = await loadModel(join(directory, modelFolder))
  const statistics = await readStatistics(directory)
  callbacks.onNotice?.({ message: `The run in "${directory}" had ended already; there was nothing left to train.` })
  return { model, trainingStatistics: statistics, dataset, reason: "finished", outputDirectory: directory }
}

/** A checkpoint belongs to one network, the same tensors of the same shapes, and to one dataset. */
function checkResume({ variables, data }: ResumePoint, preparation: Preparation, directory: string): void {
  const now = dataFingerprint(preparation.dataset, "training")
  if (data !== undefined && data.sha256 !== now.sha256)
    throw new FidelioError(
      "training/resume",
      data.rows === now.rows
        ? `The run in "${directory}" began with other values in its ${data.rows} training rows.`
        : `The run in "${directory}" began with ${data.rows} training rows; now there are ${now.rows}.`,
      { hint: "Resume with the data and the split that the run began with; its description.json names them." },
    )
  const name = preparation.mismatch(variables)
  if (name === undefined) return
  throw new FidelioError(
    "training/resume",
    `The run in "${directory}" trains another model than this config and data make.`,
    {
      at: name,
      hint: "Resume with the config and the data that the run began with; its description.json names them.",
    },
  )
}

function checkpointSink(run: OpenRun | undefined, options: TrainOptions, { dataset }: Preparation): CheckpointSink {
  if (run === undefined || options.skipSaveProgress === true) return { write: () => Promise.resolve() }
  const data = dataFingerprint(dataset, "training")
  return {
    async write({ progress, variables, best, running }) {
      const tensors = withRunning(variables, running)
      const kept = { ...progress, data } as unknown as Json // plain data
      const path = await run.checkpoints.write({ tensors, progress: kept }, { best })
      options.callbacks?.onCheckpoint?.({ step: progress.step, best, path })
    },
  }
}

interface Ending {
  readonly preparation: Preparation
  readonly run: OpenRun | undefined
  readonly result: LoopResult
  readonly built: ModelBuilt | undefined
  readonly began: number
}

async function finish(options: TrainOptions, ending: Ending): Promise<TrainResult> {
  const { preparation, run, result, began } = ending
  const { config, dataset, fittedEncoders, plan } = preparation
  const uncalibrated = trainedModel({
    config,
    writtenConfig: written(options),
    features: dataset.features,
    fittedEncoders,
    details: result.details ?? {},
    temperatures: {},
    weights: result.best,
  })
  const model = await calibrate(uncalibrated, dataset, (message) => options.callbacks?.onNotice?.({ message }))
  const statistics = trainingStatistics(result.progress.evaluations, {
    frequency: plan.stepsPerEvaluation === plan.stepsPerEpoch ? 1 : plan.stepsPerEvaluation,
    period: plan.stepsPerEvaluation === plan.stepsPerEpoch ? "epoch" : "step",
  })
  const isWhole = result.reason !== "interrupted"
  await saveDescription(options, ending)
  if (run !== undefined && options.skipSaveTrainingStatistics !== true)
    await writeJson(join(run.directory, statisticsName), statistics)
  if (run !== undefined && isWhole) {
    if (options.skipSaveTrainingStatistics !== true)
      for (const [name, text] of modelReports(model)) await writeFileAtomically(join(run.directory, name), text)
    if (options.skipSaveModel !== true) await saveModel(join(run.directory, modelFolder), model)
    await run.checkpoints.remove()
  }
  options.callbacks?.onTrainEnd?.(
    describeEnd(preparation, {
      run,
      result,
      hasModel: isWhole && options.skipSaveModel !== true,
      seconds: (performance.now() - began) / 1000,
    }),
  )
  return { model, trainingStatistics: statistics, dataset, reason: result.reason, outputDirectory: run?.directory }
}

interface EndParts {
  readonly run: OpenRun | undefined
  readonly result: LoopResult
  readonly hasModel: boolean
  readonly seconds: number
}

function describeEnd({ plan }: Preparation, { run, result, hasModel, seconds }: EndParts): TrainEnd {
  const { progress, reason } = result
  const best = progress.best === null ? undefined : progress.evaluations[progress.best]
  return {
    reason,
    epochs: Math.ceil(progress.step / plan.stepsPerEpoch),
    steps: progress.step,
    bestEpoch: best?.epoch ?? Math.ceil(progress.step / plan.stepsPerEpoch),
    bestStep: best?.step ?? progress.step,
    seconds,
    bestMetrics: best?.metrics,
    outputDirectory: run?.directory,
    modelPath: run === undefined || !hasModel ? undefined : join(run.directory, modelFolder),
  }
}
