// A category as an input: the vocabulary, and the most frequent of it.
import type { FittedFeature } from "../dataset.ts"
import type { InputDescription } from "../input.ts"
import { categoryLabels } from "./output.ts"
import { unknownLabel } from "./preprocessing.ts"

export function describeCategory(feature: FittedFeature): InputDescription {
  const { str2freq } = feature.metadata as { readonly str2freq: Readonly<Record<string, number>> } // by category preprocessing
  const labels = categoryLabels(feature).filter((label) => label !== unknownLabel)
  const frequency = (label: string): number => str2freq[label] ?? 0
  const example = labels.reduce((best, label) => (frequency(label) > frequency(best) ? label : best), labels[0] ?? "")
  return { labels, example }
}
