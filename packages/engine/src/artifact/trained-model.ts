// A trained model in memory: the network it is, what was learned from the data, and the weights.
import {
  groupColumn,
  isRanked,
  layoutOf,
  signatureOf,
  type DatasetLayout,
  type ModelSignature,
  type ModelSpec,
} from "@fidelio/core"
import { modelSpec } from "./model-specs.ts"
import type { TrainedParts } from "./trained-parts.ts"

export interface TrainedModel extends TrainedParts {
  readonly spec: ModelSpec
  /** What it takes and gives once it is exported. */
  readonly signature: ModelSignature
  readonly layout: DatasetLayout
}

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
