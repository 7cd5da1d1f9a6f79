// A trained model in one of the formats: checked, made, where weights are smaller measured, and written.
import { basename, extname } from "node:path"
import {
  buildInferenceGraph,
  builtOpset,
  compressWeights,
  encodeModel,
  FidelioError,
  nearest,
  newestOpset,
  oldestOpset,
  type CompressedDtype,
} from "@fidelio/core"
import { inferenceMetadata } from "../artifact/inference-model.ts"
import type { TrainedModel } from "../artifact/trained-model.ts"
import type { TableSource } from "../data/sources.ts"
import type { TableOptions } from "../prediction/predict-table.ts"
import { fidelioVersion } from "../version.ts"
import type { ExportFormat, ExportInput } from "./format.ts"
import { exportFormats, type ExportFormatName } from "./index.ts"
import { measureChange, type MeasuredChange } from "./weights-change.ts"
import { checkOutput, writeExport, type ExportedFile } from "./write-export.ts"

/** How the numbers of the weights are kept in the file; they are float32 again when the graph runs. */
export type WeightDtype = "float32" | CompressedDtype

export interface ExportOptions extends Pick<TableOptions, "dataFormat" | "split" | "randomSeed" | "signal"> {
  readonly format: ExportFormatName
  /** File or folder, as the format is; by default the format's own name in the current folder. */
  readonly output?: string | undefined
  /** Version of the ONNX operators, for a runtime that does not know the newest. */
  readonly opset?: number | undefined
  readonly weights?: WeightDtype | undefined
  /** Labelled rows on which the change through smaller weights is measured. */
  readonly dataset?: TableSource | undefined
}

/** What smaller weights gain and cost. */
export interface WeightsChange {
  readonly weights: CompressedDtype
  /** Of the ONNX file. */
  readonly bytes: { readonly before: number; readonly after: number }
  /** Absent where no labelled rows were given. */
  readonly measured?: MeasuredChange
}

export interface ExportResult {
  readonly format: ExportFormatName
  readonly output: string
  readonly files: readonly ExportedFile[]
  /** Where the weights are smaller than they were. */
  readonly change?: WeightsChange
}

/** Exports a model. Nothing is written unless all of it could be made. */
export async function exportModel(model: TrainedModel, options: ExportOptions): Promise<ExportResult> {
  const format = formatOf(options)
  checkOpset(options.opset)
  const output = options.output ?? format.output
  await checkOutput(output, format)
  const input = exportInput(model, { ...options, output })
  const change = await weightsChange(model, input, options)
  const made = await format.files(input)
  options.signal?.throwIfAborted()
  const files = await writeExport(output, format, made)
  return { format: options.format, output, files, ...(change === undefined ? {} : { change }) }
}

function formatOf({ format: name, opset, weights = "float32" }: ExportOptions): ExportFormat {
  const format: ExportFormat | undefined = exportFormats.find(({ type }) => type === name)
  if (format === undefined) throw unknownFormat(name)
  const given = opset !== undefined ? "opset" : weights === "float32" ? undefined : "weights"
  if (given === undefined || format.hasGraph) return format
  const others = exportFormats.filter(({ hasGraph }) => hasGraph).map(({ type }) => type)
  throw new FidelioError("usage/flag", `The format ${name} holds no graph, so ${given} cannot be chosen.`, {
    at: given,
    hint: `Leave it out, or take one of the formats that hold the graph: ${others.join(", ")}.`,
  })
}

function unknownFormat(name: string): FidelioError {
  const names = exportFormats.map(({ type }) => type)
  const near = nearest(name, names)
  return new FidelioError("usage/flag", `There is no format "${name}".`, {
    at: "format",
    hint: `${near === undefined ? "" : `Did you mean "${near}"? `}The formats are ${names.join(", ")}.`,
  })
}

function checkOpset(opset: number | undefined): void {
  if (opset === undefined || (Number.isInteger(opset) && opset >= oldestOpset && opset <= newestOpset)) return
  throw new FidelioError("usage/flag", `There is no opset ${opset} to write the model for.`, {
    at: "opset",
    hint: `Opsets ${oldestOpset} to ${newestOpset} can be chosen; left out, it is ${builtOpset}.`,
  })
}

type InputOptions = Pick<ExportOptions, "opset" | "weights"> & { readonly output: string }

function exportInput(model: TrainedModel, { output, opset, weights = "float32" }: InputOptions): ExportInput {
  const metadata = inferenceMetadata(model)
  const graph: ExportInput["graph"] = () => {
    const full = buildInferenceGraph(model.spec, model.weights)
    return weights === "float32" ? full : compressWeights(full, weights)
  }
  let plain: Uint8Array | undefined
  return {
    model,
    name: basename(output, extname(output)),
    graph,
    onnx: (changed) =>
      changed === undefined
        ? (plain ??= encodeModel(graph(), { metadata, version: fidelioVersion(), opset }))
        : encodeModel(changed, { metadata, version: fidelioVersion(), opset }),
  }
}

async function weightsChange(
  model: TrainedModel,
  input: ExportInput,
  options: ExportOptions,
): Promise<WeightsChange | undefined> {
  const { weights = "float32", dataset } = options
  if (weights === "float32") return undefined
  const before = exportInput(model, { output: input.name, opset: options.opset }).onnx()
  const after = input.onnx()
  const bytes = { before: before.byteLength, after: after.byteLength }
  if (dataset === undefined) return { weights, bytes }
  return { weights, bytes, measured: await measureChange(model, { before, after }, dataset, options) }
}
