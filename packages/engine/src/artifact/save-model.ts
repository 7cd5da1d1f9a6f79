// A trained model to its folder, and back.
import { type FittedEncoders, type FittedFeature, type Json, type Temperatures } from "@fidelio/core"
import { fidelioVersion } from "../version.ts"
import { loadModelDirectory, saveModelDirectory, type ModelParts } from "./model-directory.ts"
import { encodeInferenceModel } from "./inference-model.ts"
import { trainedModel, type TrainedModel } from "./trained-model.ts"

/** What training_set_metadata.json holds. */
interface TrainingSetMetadata {
  readonly features: readonly FittedFeature[]
  /** What encoders learned before training, by input feature. */
  readonly encoders: FittedEncoders
  /** What is known of the model besides, by output. */
  readonly details: TrainedModel["details"]
  /** What the logits of calibrated outputs are divided by. */
  readonly temperatures: Temperatures
}

export async function saveModel(path: string, model: TrainedModel): Promise<void> {
  const metadata: TrainingSetMetadata = {
    features: model.features,
    encoders: model.fittedEncoders,
    details: model.details,
    temperatures: model.temperatures,
  }
  await saveModelDirectory(path, {
    config: model.writtenConfig,
    hyperparameters: model.config as unknown as Json, // plain data
    metadata: metadata as unknown as Json, // plain data
    weights: model.weights,
    graph: encodeInferenceModel(model),
    fidelioVersion: fidelioVersion(),
    created: new Date(),
  })
}

export const loadModel = async (path: string): Promise<TrainedModel> => modelOf(await loadModelDirectory(path))

/** The model that these parts of a folder are. */
export function modelOf(parts: ModelParts): TrainedModel {
  const metadata = parts.metadata as unknown as TrainingSetMetadata // the manifest vouches for it
  return trainedModel({
    config: parts.hyperparameters as unknown as TrainedModel["config"], // likewise
    writtenConfig: parts.config,
    features: metadata.features,
    fittedEncoders: metadata.encoders,
    details: metadata.details,
    temperatures: metadata.temperatures,
    weights: parts.weights,
  })
}
