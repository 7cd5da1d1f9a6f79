// Encoded columns joined into a matrix, for models that read all of them at once.
import type { FittedFeature } from "../features/dataset.ts"
import type { Value } from "../graph/graph.ts"
import { concat } from "../ops/index.ts"
import type { InputSource } from "./model-spec.ts"

/** Some input features, those of numbers before those of ids. */
export interface InputColumns {
  readonly numbers: readonly FittedFeature[]
  readonly ids: readonly FittedFeature[]
}

export const inputColumns = (features: readonly FittedFeature[]): InputColumns => ({
  numbers: features.filter(({ dtype }) => dtype === "float32"),
  ids: features.filter(({ dtype }) => dtype === "int32"),
})

/** [batch, features]; undefined where there are none. */
export const joinColumns = (features: readonly FittedFeature[], source: InputSource): Value | undefined =>
  features.length === 0
    ? undefined
    : concat(
        features.map((feature) => source(feature)),
        1,
      )
