// A binary as an input: its two labels.
import type { FittedFeature } from "../dataset.ts"
import type { InputDescription } from "../input.ts"
import { binaryLabels, isBoolean } from "./output.ts"

export function describeBinary(feature: FittedFeature): InputDescription {
  const labels = binaryLabels(feature)
  return { labels, example: isBoolean(feature) ? false : labels[0] }
}
