// A number as an input: the training rows' range, and their median.
import type { FittedFeature } from "../dataset.ts"
import type { InputDescription } from "../input.ts"

export function describeNumber(feature: FittedFeature): InputDescription {
  const { min, max, q2 } = feature.metadata as { readonly min: number; readonly max: number; readonly q2: number } // by number preprocessing
  const rounded = Number(q2.toPrecision(4))
  return { range: { min, max }, example: Math.min(max, Math.max(min, rounded)) }
}
