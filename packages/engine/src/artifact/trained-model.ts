// A trained model in memory: the network it is, what was learned from the data, and the weights.
import {
  ecdSignature,
  ecdSpec,
  layoutOf,
  networkVariables,
  type Config,
  type DatasetLayout,
  type EcdSpec,
  type FittedEncoders,
  type FittedFeature,
  type ModelSignature,
  type Temperatures,
  type Tensor,
  type VariableList,
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
  readonly spec: EcdSpec
  /** What it takes and gives once it is exported. */
  readonly signature: ModelSignature
  readonly layout: DatasetLayout
  readonly variables: VariableList
}

type ModelParts = Pick<
  TrainedModel,
  "config" | "writtenConfig" | "features" | "fittedEncoders" | "temperatures" | "weights"
>

/** The model with everything that follows from its parts. */
export function trainedModel(parts: ModelParts): TrainedModel {
  const spec = ecdSpec(parts.config.combiner, parts.features, parts.fittedEncoders, parts.temperatures)
  return {
    ...parts,
    spec,
    signature: ecdSignature(spec),
    layout: layoutOf(parts.features),
    variables: networkVariables(spec, null),
  }
}
