// The public API: a model from a config, trained, evaluated, used, saved and loaded.
import type { Config, ConfigInput } from "@fidelio/core"
import { FidelioError } from "@fidelio/core"
import { loadModel, saveModel, type TrainedModel } from "@fidelio/engine"
import { type ConfigSource, readConfig } from "./config-source.ts"
import { trainModel, type TrainingOptions, type TrainingResult } from "./train-model.ts"

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

  /** The config with every default filled in. */
  async config(): Promise<Config> {
    return this.#trained?.config ?? (await this.#readConfig()).parsed.config
  }

  /** Trains, and writes results unless told otherwise. A loaded model starts from its weights. */
  async train(options: TrainingOptions): Promise<TrainingResult> {
    const result = await trainModel(await this.#readConfig(), options, this.#trained)
    this.#trained = result.model
    const { trainingStatistics, outputDirectory, reason } = result
    return { trainingStatistics, outputDirectory, reason }
  }

  /** Writes the model into a folder of its own. */
  async save(path: string): Promise<void> {
    await saveModel(path, this.#needTrained("save"))
  }

  #readConfig(): Promise<ConfigSource> {
    this.#source ??= readConfig(this.#config)
    return this.#source
  }

  #needTrained(verb: string): TrainedModel {
    if (this.#trained !== undefined) return this.#trained
    throw new FidelioError("artifact/not-found", `There is nothing to ${verb} with: the model is not trained.`, {
      hint: "Call train first, or load a trained model: await FidelioModel.load(path).",
    })
  }
}
