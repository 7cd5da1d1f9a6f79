// The outputs of a model whose config and data are known: each with its type and its loss.
import { invariant } from "../errors.ts"
import type { FittedFeature } from "../features/dataset.ts"
import { featureType } from "../features/index.ts"
import { choose, type ModelOutput, type Settings } from "./model-spec.ts"

/** Temperatures of calibrated outputs, by feature. */
export type Temperatures = Readonly<Record<string, number>>

export function modelOutput(feature: FittedFeature, temperature = 1): ModelOutput {
  const type = featureType(feature).output
  invariant(type !== undefined, `${feature.type} is no output type`)
  return { feature, type, loss: choose(type.losses, feature.settings["loss"] as Settings), temperature } // by the schema of outputs
}

export const modelOutputs = (
  features: readonly FittedFeature[],
  temperatures: Temperatures = {},
): readonly ModelOutput[] =>
  features.filter(({ role }) => role === "output").map((feature) => modelOutput(feature, temperatures[feature.name]))
