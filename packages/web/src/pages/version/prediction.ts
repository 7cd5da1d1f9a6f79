// A prediction, ordered by what the model's signature says of its columns.
import type { Signature } from "@fidelio/client"

export type Prediction = Readonly<Record<string, unknown>>

export interface OutputPrediction {
  readonly feature: string
  readonly value: unknown
  /** Of the predicted value alone. */
  readonly probability: number | undefined
  /** Of every label, the most likely first. */
  readonly probabilities: readonly { readonly label: string; readonly share: number }[]
}

export function predictionsOf({ outputs }: Signature, prediction: Prediction): readonly OutputPrediction[] {
  const features = [...new Set(outputs.map(({ feature }) => feature))]
  return features.map((feature) => {
    const own = outputs.filter((output) => output.feature === feature)
    const columnOf = (role: string) => own.find((output) => output.role === role)
    const all = columnOf("probabilities")
    const one = columnOf("probability")
    const predicted = columnOf("predictions")
    const probability = one === undefined ? undefined : prediction[one.name]
    return {
      feature,
      value: predicted === undefined ? null : prediction[predicted.name],
      probability: typeof probability === "number" ? probability : undefined,
      probabilities: all === undefined ? [] : sharesOf(prediction[all.name], all.labels ?? []),
    }
  })
}

/** By label, or a list in the order of the labels. */
function sharesOf(found: unknown, labels: readonly string[]): OutputPrediction["probabilities"] {
  const entries = Array.isArray(found)
    ? found.map((share, i) => [labels[i] ?? String(i), share] as const)
    : Object.entries(typeof found === "object" && found !== null ? found : {})
  return entries
    .flatMap(([label, share]) => (typeof share === "number" ? [{ label, share }] : []))
    .toSorted((a, b) => b.share - a.share)
}
