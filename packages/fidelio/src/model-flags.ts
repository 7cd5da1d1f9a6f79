// What the flags of `predict` and `evaluate` mean: a model, a table, and where results go.
import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { FidelioError } from "@fidelio/core"
import { loadModel, type SplitName, type TableOptions, type TrainedModel } from "@fidelio/engine"
import type { CommandContext } from "./command.ts"

interface ModelValues {
  readonly model_path: string | undefined
  readonly dataset: string | undefined
  readonly data_format: string
  readonly split: SplitName
  readonly batch_size: number | undefined
}

export interface ModelAndTable {
  readonly model: TrainedModel
  readonly dataset: string
  readonly options: TableOptions
}

function required(value: string | undefined, flag: string, hint: string): string {
  if (value !== undefined) return value
  throw new FidelioError("usage/flag", `--${flag} is missing.`, { hint })
}

/** Loads the model and says which rows of the table are meant. */
export async function readModelFlags(values: ModelValues, { signal }: CommandContext): Promise<ModelAndTable> {
  const path = required(
    values.model_path,
    "model_path",
    "Give the model's folder, such as results/experiment_run/model.",
  )
  const dataset = required(values.dataset, "dataset", "Give the file of the rows.")
  const randomSeed = values.split === "full" ? undefined : await trainingSeed(path)
  const dataFormat = values.data_format === "auto" ? undefined : values.data_format
  return {
    model: await loadModel(path),
    dataset,
    options: { dataFormat, split: values.split, batchSize: values.batch_size, randomSeed, signal },
  }
}

/** The seed that split the data of the training, where its description stands beside the model. */
export async function trainingSeed(modelPath: string): Promise<number | undefined> {
  try {
    const text = await readFile(join(dirname(modelPath), "description.json"), "utf8")
    return (JSON.parse(text) as { random_seed?: number }).random_seed // written by the run
  } catch {
    return undefined // a model that was moved away from its run: the default seed
  }
}
