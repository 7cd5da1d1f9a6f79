// From a config and prepared data to a trained model, whatever its type. Where it is written is `run.ts`'s affair.
import type { Config, ModelType } from "@fidelio/core"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import { prepareEcd } from "./ecd-training.ts"
import { prepareGbm } from "./gbm-training.ts"
import { prepareLinear } from "./linear-training.ts"
import type { LoopResult } from "./loop.ts"
import type { Preparation, PrepareTrainingOptions, RunOptions } from "./preparation.ts"

type Prepare<C extends Config> = (config: C, dataset: PreparedDataset, options: PrepareTrainingOptions) => Preparation

/** How each type of model is made ready. */
const preparations: { readonly [T in ModelType]: Prepare<Extract<Config, { model_type: T }>> } = {
  ecd: prepareEcd,
  gbm: prepareGbm,
  linear: prepareLinear,
}

export function prepareTraining(
  config: Config,
  dataset: PreparedDataset,
  options: PrepareTrainingOptions,
): Preparation {
  const prepare = preparations[config.model_type] as Prepare<Config> // by its model type
  return prepare(config, dataset, options)
}

export const runTraining = (preparation: Preparation, options: RunOptions): Promise<LoopResult> =>
  preparation.run(options)
