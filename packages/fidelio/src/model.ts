// The public API: a model from a config, trained, evaluated, used, saved and loaded.
import { type Config, type ConfigInput, FidelioError } from "@fidelio/core"
import {
  collectPredictions,
  evaluatedPredictions,
  evaluateSplits,
  evaluateTable,
  explainModel,
  exportModel,
  importModel,
  loadModel,
  predictionTable,
  predictTable,
  saveModel,
  type Explanation,
  type ExplainOptions,
  type ExportOptions,
  type ExportResult,
  type ImportOptions,
  type PredictionTable,
  type SplitName,
  type TableSource,
  type TestStatistics,
  type TrainedModel,
} from "@fidelio/engine"
import { type ConfigSource, readConfig } from "./config-source.ts"
import { trainModel, type TrainingOptions, type TrainingResult } from "./train-model.ts"

/** What a trained model is given. */
export interface PredictOptions {
  /** A path or pattern, several paths, rows as objects, columns by name, or an Arrow table. */
  readonly dataset: TableSource
  /** Overrides what files' names say. */
  readonly dataFormat?: string | undefined
  /** Only the rows of one split, by the rule of the model's config. */
  readonly split?: SplitName | undefined
  /** The seed of the training whose split is meant. */
  readonly randomSeed?: number | undefined
  /** Rows that are held in memory at once. */
  readonly batchSize?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface PredictResult {
  /** One row for each row of the dataset, in its order. */
  readonly predictions: PredictionTable
}

export interface EvaluateResult extends PredictResult {
  /** Feature → metric or statistic → value. The predictions are those of the rows that have a target. */
  readonly statistics: TestStatistics
}

export interface ImportedModelOptions extends Omit<ImportOptions, "config"> {
  /** Names the columns: an object, YAML text, or the path of a file. */
  readonly config?: ConfigInput | string | undefined
}

/** A model: made from a config and trained, or loaded. */
export class FidelioModel {
  readonly #config: ConfigInput | string
  #source: Promise<ConfigSource> | undefined
  #trained: TrainedModel | undefined

  /** From a config: an object, YAML text, or the path of a file. It is read and checked when it is first needed. */
  constructor(config: ConfigInput | string) {
    this.#config = config
  }

  /** Loads a model from its folder; every file is checked against the manifest. */
  static async load(path: string): Promise<FidelioModel> {
    const trained = await loadModel(path)
    const model = new FidelioModel(trained.writtenConfig)
    model.#trained = trained
    return model
  }

  /** Takes over a model that another program trained: LightGBM's text, XGBoost's JSON, ONNX of trees and linear models. */
  static async import({ config, ...options }: ImportedModelOptions): Promise<FidelioModel> {
    const named = config === undefined ? undefined : (await readConfig(config)).parsed.config
    const { model: trained } = await importModel({ ...options, config: named })
    const model = new FidelioModel(trained.writtenConfig)
    model.#trained = trained
    return model
  }

  /** The config with every default filled in. */
  async renderConfig(): Promise<Config> {
    return this.#trained?.config ?? (await this.#readConfig()).parsed.config
  }

  /** Trains, and writes results unless told otherwise. A model that was loaded or trained before starts from its weights. */
  async train(options: TrainingOptions): Promise<TrainingResult> {
    const result = await trainModel(await this.#readConfig(), options, this.#trained)
    this.#trained = result.model
    const { trainingStatistics, outputDirectory, reason } = result
    return { trainingStatistics, outputDirectory, reason }
  }

  /** Predicts for each row of a table. */
  async predict({ dataset, ...options }: PredictOptions): Promise<PredictResult> {
    const model = this.#needTrained("predict with")
    return { predictions: await collectPredictions(model, predictTable(model, dataset, options)) }
  }

  /** Evaluates on rows whose targets are known. */
  async evaluate({ dataset, ...options }: PredictOptions): Promise<EvaluateResult> {
    const model = this.#needTrained("evaluate with")
    const { statistics, report } = await evaluateTable(model, dataset, options)
    return { statistics, predictions: predictionTable(evaluatedPredictions(model, report)) }
  }

  /** Trains, then evaluates on the test split. */
  async experiment(options: TrainingOptions): Promise<TrainingResult & Partial<EvaluateResult>> {
    const result = await trainModel(await this.#readConfig(), { command: "experiment", ...options }, this.#trained)
    const { model, trainingStatistics, outputDirectory, reason } = result
    this.#trained = model
    const trained = { trainingStatistics, outputDirectory, reason }
    const evaluated = reason === "interrupted" ? undefined : await evaluateSplits(result, ["test"])
    if (evaluated === undefined) return trained
    const { statistics, report } = evaluated
    return { ...trained, statistics, predictions: predictionTable(evaluatedPredictions(model, report)) }
  }

  /** Writes the model into a folder. */
  async save(path: string): Promise<void> {
    await saveModel(path, this.#needTrained("save"))
  }

  /** Writes the model in a format that other programs run; with a dataset, says what smaller weights change. */
  async export(options: ExportOptions): Promise<ExportResult> {
    return await exportModel(this.#needTrained("export"), options)
  }

  /** What the model relies on: trees or coefficients, and with a dataset what each column does to the followed metric. */
  async explain(options: ExplainOptions = {}): Promise<Explanation> {
    return await explainModel(this.#needTrained("explain"), options)
  }

  #readConfig(): Promise<ConfigSource> {
    this.#source ??= readConfig(this.#config)
    return this.#source
  }

  #needTrained(purpose: string): TrainedModel {
    if (this.#trained !== undefined) return this.#trained
    throw new FidelioError("artifact/not-found", `There is nothing to ${purpose}: the model is not trained.`, {
      hint: "Call train first, or load a trained model: await FidelioModel.load(path).",
    })
  }
}
