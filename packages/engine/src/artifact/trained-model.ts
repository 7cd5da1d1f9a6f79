// A trained model in memory: the network it is, what was learned from the data, and the weights.
import {
  groupColumn,
  isRanked,
  layoutOf,
  signatureOf,
  type Config,
  type DatasetLayout,
  type FittedEncoders,
  type FittedFeature,
  type Json,
  type ModelSignature,
  type ModelSpec,
  type Temperatures,
  type Tensor,
} from "@fidelio/core"
import { modelSpec } from "./model-specs.ts"

export interface TrainedModel {
  /** Every default filled in. */
  readonly config: Config
  /** As the user wrote it. */
  readonly writtenConfig: string
  readonly features: readonly FittedFeature[]
  readonly fittedEncoders: FittedEncoders
  /** What is known of it besides, by output: a linear model's columns and statistics. */
  readonly details: Readonly<Record<string, Json>>
  /** Of calibrated outputs, by name. */
  readonly temperatures: Temperatures
  /** Parameters and states by name. */
  readonly weights: ReadonlyMap<string, Tensor>
  readonly spec: ModelSpec
  /** What it takes and gives once it is exported. */
  readonly signature: ModelSignature
  readonly layout: DatasetLayout
}

export type TrainedParts = Pick<
  TrainedModel,
  "config" | "writtenConfig" | "features" | "fittedEncoders" | "details" | "temperatures" | "weights"
>

/** The model with everything that follows from its parts. */
export function trainedModel(parts: TrainedParts): TrainedModel {
  const spec = modelSpec(parts)
  return {
    ...parts,
    spec,
    signature: signatureOf(spec.features),
    layout: layoutOf([...parts.features, ...(isRanked(spec) ? [groupColumn] : [])]),
  }
}
