// What `fidelio import_model` does: a model's folder from the file of another program.
import { FidelioError } from "@fidelio/core"
import { importModel, saveModel } from "@fidelio/engine"
import type { CommandContext } from "./command.ts"
import { readConfigFile } from "./config-source.ts"
import { commandLine } from "./shell.ts"
import { plural } from "./terminal/numbers.ts"
import { writeHeading } from "./terminal/terminal.ts"
import { writeNext, writePlace } from "./terminal/training-report.ts"

interface ImportValues {
  readonly source: string | undefined
  readonly config: string | undefined
  readonly target: string | undefined
  readonly dataset: string | undefined
  readonly data_format: string
  readonly output_directory: string
}

const formats = { lightgbm: "LightGBM", xgboost: "XGBoost", onnx: "ONNX" } as const

export async function importFlags(values: ImportValues, context: CommandContext): Promise<void> {
  const { source, config, dataset, target, output_directory: path } = values
  if (source === undefined) {
    throw new FidelioError("usage/flag", "--source is missing.", { hint: "Give the file of the model to import." })
  }
  if (config !== undefined && target !== undefined) {
    throw new FidelioError("usage/flag", "--target and --config both name what is predicted; one is enough.")
  }
  const { model, format, notices } = await importModel({
    source,
    config: config === undefined ? undefined : (await readConfigFile(config)).parsed.config,
    dataset,
    dataFormat: values.data_format === "auto" ? undefined : values.data_format,
    target,
  })
  await saveModel(path, model)
  const { inputs, outputs } = model.signature
  const { terminal, emit } = context
  for (const message of notices) emit?.("notice", { message })
  emit?.("imported", { format, model_type: model.config.model_type, path, inputs: inputs.map(({ name }) => name), output: model.spec.outputs[0]?.feature.name }) // prettier-ignore
  writeHeading(terminal, "Import", `${formats[format]} · ${plural(inputs.length, "input")}, ${plural(outputs.length, "output column")}`) // prettier-ignore
  for (const message of notices) terminal.line(terminal.paint("warning", `  note: ${message}`))
  terminal.gap()
  writePlace(terminal, "model", path)
  writeNext(terminal, [
    { summary: "Predict for new rows", command: commandLine("predict", { model_path: path, dataset: dataset ?? "new.csv" }) }, // prettier-ignore
    { summary: "See what it relies on", command: commandLine("explain", { model_path: path }) },
  ])
}
