// A trained model as one ONNX file that needs nothing else: the inference graph, and what a reader of the file may ask of it.
import { buildInferenceGraph, encodeModel } from "@fidelio/core"
import { fidelioVersion } from "../version.ts"
import type { TrainedModel } from "./trained-model.ts"

/** What the file says of the model, as ONNX metadata. */
export const inferenceMetadata = (
  model: Pick<TrainedModel, "signature" | "writtenConfig">,
): Record<string, string> => ({
  "fidelio.signature": JSON.stringify(model.signature),
  "fidelio.config": model.writtenConfig,
  "fidelio.version": fidelioVersion(),
})

/** The model from raw values to predictions, ready to run anywhere. */
export function encodeInferenceModel(model: TrainedModel): Uint8Array {
  const graph = buildInferenceGraph(model.spec, model.weights)
  return encodeModel(graph, { metadata: inferenceMetadata(model), version: fidelioVersion() })
}
