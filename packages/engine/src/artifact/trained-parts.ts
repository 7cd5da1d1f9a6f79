// What a trained model is made from, and what a model directory keeps of it.
import type { Config, FittedEncoders, FittedFeature, Json, Temperatures, Tensor } from "@fidelio/core"

export interface TrainedParts {
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
}
