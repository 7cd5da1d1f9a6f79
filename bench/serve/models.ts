// The models that are served: Fidelio's with its own defaults, Ludwig's with a small network; few epochs, for time is what is measured.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { configOf, writeTable, type ConfigKind, type Task } from "../experiment/configs.ts"
import { measureCommand, type Command } from "../support/command.ts"
import { fidelio } from "../support/fidelio.ts"
import { cpuOnly } from "../support/peer.ts"

const epochs = 3

/** Trains in a folder of its own; returns the model's folder. */
async function train(
  directory: string,
  { task, source, config }: { task: Task; source: string; config: object },
  commandOf: (words: readonly string[]) => Command,
): Promise<string> {
  console.error(`training ${directory}`)
  mkdirSync(directory, { recursive: true })
  await writeTable(task, source, join(directory, "data.csv"))
  writeFileSync(join(directory, "config.yaml"), JSON.stringify(config))
  await measureCommand({ ...commandOf(["train", "--config", "config.yaml", "--dataset", "data.csv"]), directory })
  return join(directory, "results", "experiment_run", "model")
}

const shortConfig = (task: Task, kind: ConfigKind): object => {
  const config = configOf(task, kind) as { readonly trainer?: object }
  return { ...config, trainer: { ...config.trainer, epochs } }
}

export interface TrainOptions {
  readonly task: Task
  readonly source: string
  readonly directory: string
}

export const trainFidelio = ({ task, source, directory }: TrainOptions, kind: ConfigKind): Promise<string> =>
  train(directory, { task, source, config: shortConfig(task, kind) }, (words) => fidelio(...words))

/** The single file that any ONNX Runtime serves. */
export async function exportModel(modelPath: string): Promise<string> {
  const path = join(modelPath, "..", "exported.onnx")
  await measureCommand(fidelio("export_model", "--model_path", modelPath, "--format", "onnx", "--output", path))
  return path
}

export const trainLudwig = ({ task, source, directory }: TrainOptions, python: string): Promise<string> =>
  train(directory, { task, source, config: shortConfig(task, "concat") }, (words) => ({
    command: python,
    words: ["-m", "ludwig.cli", ...words],
    environment: cpuOnly,
  }))
