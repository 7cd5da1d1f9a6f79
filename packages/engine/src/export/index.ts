// Every format that a model can be exported in. Adding one: a file and a line here.
import type { ExportFormat } from "./format.ts"
import { onnx } from "./onnx.ts"

export const exportFormats = [onnx] as const satisfies readonly ExportFormat[]

export type ExportFormatName = (typeof exportFormats)[number]["type"]
