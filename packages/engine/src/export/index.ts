// Every format that a model can be exported in. Adding one: a file or a folder, and a line here.
import type { ExportFormat } from "./format.ts"
import { mlflow } from "./mlflow/mlflow.ts"
import { onnx } from "./onnx.ts"
import { safetensors } from "./safetensors.ts"
import { types } from "./types/types.ts"
import { web } from "./web/web.ts"

export const exportFormats = [mlflow, onnx, safetensors, types, web] as const satisfies readonly ExportFormat[]

export type ExportFormatName = (typeof exportFormats)[number]["type"]
