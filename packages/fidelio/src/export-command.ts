// What `fidelio export_model` does: the files of a format, and what smaller weights change where they were asked for.
import { dirname } from "node:path"
import { DataError, FidelioError } from "@fidelio/core"
import {
  exportModel,
  loadModel,
  readDescription,
  type ExportFormatName,
  type ExportOptions,
  type ExportResult,
  type TrainedModel,
  type WeightDtype,
} from "@fidelio/engine"
import type { CommandContext } from "./command.ts"
import { formatBytes, formatSeconds, plural } from "./terminal/numbers.ts"
import { writeHeading, type Terminal } from "./terminal/terminal.ts"
import { writePlace } from "./terminal/training-report.ts"
import { fit } from "./terminal/text.ts"
import { writeChange } from "./terminal/weights-change.ts"

interface ExportValues {
  readonly model_path: string | undefined
  readonly format: string
  readonly output: string | undefined
  readonly output_path: string | undefined
  readonly opset: number | undefined
  readonly weights: WeightDtype
  readonly dataset: string | undefined
  readonly data_format: string
}

export async function exportFlags(values: ExportValues, context: CommandContext): Promise<void> {
  const began = performance.now()
  const path = values.model_path
  if (path === undefined) {
    throw new FidelioError("usage/flag", "--model_path is missing.", {
      hint: "Give the model's folder, such as results/experiment_run/model.",
    })
  }
  const model = await loadModel(path)
  const { output = values.output_path, opset, weights } = values
  const format = values.format as ExportFormatName // it says so where it is none
  const options: ExportOptions = { format, output, opset, weights, signal: context.signal }
  const { result, notice, measuredOn } = await measuredExport(model, options, { ...values, model_path: path })
  const seconds = (performance.now() - began) / 1000
  if (notice !== undefined) context.emit?.("notice", { message: notice })
  context.emit?.("exported", { ...result, ...(measuredOn === undefined ? {} : { measured_on: measuredOn }), seconds })
  const { terminal } = context
  const kept = weights === "float32" ? "" : ` · ${weights} weights`
  writeHeading(terminal, "Export", `${format}${kept} · ${formatSeconds(seconds)}`)
  if (result.change !== undefined) writeChange(terminal, result.change, measuredOn)
  if (notice !== undefined) terminal.line(terminal.paint("warning", `  note: ${notice}`))
  terminal.gap()
  writeSignature(terminal, model)
  writePlace(terminal, "written", written(result))
}

function writeSignature(terminal: Terminal, { signature }: TrainedModel): void {
  for (const [what, columns] of [
    ["takes", signature.inputs],
    ["gives", signature.outputs],
  ] as const) {
    writePlace(terminal, what, fit(columns.map(({ name }) => name).join(", "), terminal.width - 12))
  }
}

function written({ output, files }: ExportResult): string {
  const bytes = formatBytes(files.reduce((sum, file) => sum + file.bytes, 0))
  return files.length === 1 ? `${output} (${bytes})` : `${output} (${plural(files.length, "file")}, ${bytes})`
}

interface MeasuredExport {
  readonly result: ExportResult
  /** Why nothing was measured. */
  readonly notice?: string
  /** The rows in words. */
  readonly measuredOn?: string
}

type Rows = Pick<ExportOptions, "dataset" | "dataFormat" | "split" | "randomSeed">

const howTo = "Give labelled rows with --dataset to see what the smaller weights change."

/** Measures on the rows that were named, or else, where they can be read, on the test split that training left. */
async function measuredExport(
  model: TrainedModel,
  options: ExportOptions,
  values: ExportValues & { readonly model_path: string },
): Promise<MeasuredExport> {
  if (values.weights === "float32") return { result: await exportModel(model, options) }
  const dataFormat = values.data_format === "auto" ? undefined : values.data_format
  if (values.dataset !== undefined) {
    const result = await exportModel(model, { ...options, dataset: values.dataset, dataFormat })
    return { result, measuredOn: values.dataset }
  }
  const found = await trainedOn(values.model_path)
  if (found === undefined) {
    return { result: await exportModel(model, options), notice: `The change of accuracy was not measured. ${howTo}` }
  }
  try {
    return { result: await exportModel(model, { ...options, ...found.rows }), measuredOn: found.words }
  } catch (cause) {
    if (!(cause instanceof DataError)) throw cause
    const notice = `The change of accuracy was not measured: ${cause.message}. ${howTo}`
    return { result: await exportModel(model, options), notice }
  }
}

/** The test split of the training whose description stands beside the model. */
async function trainedOn(modelPath: string): Promise<{ readonly rows: Rows; readonly words: string } | undefined> {
  const description = await readDescription(dirname(modelPath)).catch(() => undefined) // one that cannot be read is none
  const dataset = description?.test_set ?? description?.dataset ?? undefined
  if (description === undefined || dataset === undefined) return undefined
  const dataFormat = description.data_format === "auto" ? undefined : description.data_format
  const isWhole = description.test_set !== null
  return {
    rows: {
      dataset,
      dataFormat,
      split: isWhole ? "full" : "test",
      randomSeed: description.random_seed,
    },
    words: `${String(dataset)}${isWhole ? "" : ", test split"}`,
  }
}
