// The weights alone as a safetensors file, with the same metadata as the ONNX file.
import { inferenceMetadata } from "../artifact/inference-model.ts"
import { encodeSafetensors } from "../artifact/safetensors.ts"
import { defineFormat } from "./format.ts"

export const safetensors = defineFormat({
  type: "safetensors",
  summary: "The weights by name, for other programs; without the network that they belong to.",
  writes: "file",
  output: "model.safetensors",
  hasGraph: false,
  files: ({ model }) => new Map([["model.safetensors", encodeSafetensors(model.weights, inferenceMetadata(model))]]),
})
