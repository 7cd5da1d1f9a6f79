// A trained model in memory: the network it is, what was learned from the data, and the weights.
import {
  ecdModel,
  ecdSpec,
  invariant,
  layoutOf,
  signatureOf,
  type Config,
  type DatasetLayout,
  type FittedEncoders,
  type FittedFeature,
  type ModelSignature,
  type ModelSpec,
  type Temperatures,
  type Tensor,
} from "@fidelio/core"

export interface TrainedModel {
  /** Every default filled in. */
  readonly config: Config
  /** As the user wrote it. */
  readonly writtenConfig: string
  readonly features: readonly FittedFeature[]
  readonly fittedEncoders: FittedEncoders
  /** Of calibrated outputs, by name. */
  readonly temperatures: Temperatures
  /** Parameters and states by name. */
  readonly weights: ReadonlyMap<string, Tensor>
  readonly spec: ModelSpec
  /** What it takes and gives once it is exported. */
  readonly signature: ModelSignature
  readonly layout: DatasetLayout
}

type ModelParts = Pick<
  TrainedModel,
  "config" | "writtenConfig" | "features" | "fittedEncoders" | "temperatures" | "weights"
>

/** The model with everything that follows from its parts. */
export function trainedModel(parts: ModelParts): TrainedModel {
  const spec = specOf(parts)
  return {
    ...parts,
    spec,
    signature: signatureOf(spec.features),
    layout: layoutOf(parts.features),
  }
}

function specOf({ config, features, fittedEncoders, temperatures }: ModelParts): ModelSpec {
  invariant(config.model_type === "ecd", `no ${config.model_type} models yet`)
  return ecdModel(ecdSpec(config.combiner, features, fittedEncoders, temperatures))
}
