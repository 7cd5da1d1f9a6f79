// What a format of an export is: a name, and the files that a trained model becomes in it.
import type { Graph } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"

/** File name (with `/` where it lies in a subfolder) → content. */
export type ExportedFiles = ReadonlyMap<string, string | Uint8Array>

/** What a format is given. */
export interface ExportInput {
  readonly model: TrainedModel
  /** What the files call the model: the name of the output without its ending. */
  readonly name: string
  /** The inference graph, with the weights that were asked for: from raw values to predictions. */
  graph(): Graph
  /** The inference graph, or one that a format made of it, as an ONNX file of the opset that was asked for. */
  onnx(graph?: Graph): Uint8Array
}

export interface ExportFormat {
  /** The name that `--format` takes. */
  readonly type: string
  readonly summary: string
  /** A folder is only written where nothing is, or where an export of this format was. */
  readonly writes: "file" | "folder"
  /** Where it is written unless said otherwise, such as `model.onnx`. */
  readonly output: string
  /** Whether it holds the graph, so that the opset and smaller weights can be chosen. */
  readonly hasGraph: boolean
  /** The files, written whole or not at all by the caller; a format that `writes` a file gives one, by any name. */
  files(input: ExportInput): ExportedFiles | Promise<ExportedFiles>
}

export const defineFormat = <const F extends ExportFormat>(format: F): F => format
