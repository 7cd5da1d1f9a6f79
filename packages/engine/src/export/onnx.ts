// The model as one ONNX file: raw values in, predictions in the original labels out.
import { defineFormat } from "./format.ts"

export const onnx = defineFormat({
  type: "onnx",
  summary: "One ONNX file with preprocessing and postprocessing inside, for ONNX Runtime in any language.",
  writes: "file",
  output: "model.onnx",
  hasGraph: true,
  files: (input) => new Map([["model.onnx", input.onnx()]]),
})
