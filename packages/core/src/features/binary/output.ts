// Binary output: one logit; its sigmoid is the probability of the true label.
import { binaryStatistics } from "../../metrics/index.ts"
import { binaryMetrics } from "../../metrics/index.ts"
import { meanOfMembers } from "../../layers/members.ts"
import { cast, clip, greaterOrEqual, log, sigmoid, squeeze, sub } from "../../ops/index.ts"
import type { OutputFeature, PredictionColumn } from "../output.ts"
import type { FittedFeature } from "../dataset.ts"

const smallest = 1e-7

/** The two labels as the data writes them: of false, of true. */
export function binaryLabels(feature: FittedFeature): readonly [string, string] {
  const { bool2str } = feature.metadata as { readonly bool2str: readonly [string, string] } // by binary preprocessing
  return bool2str
}

function columns(feature: FittedFeature): readonly PredictionColumn[] {
  const { name } = feature
  const labels = binaryLabels(feature)
  const isBoolean = labels[0].toLowerCase() === "false" && labels[1].toLowerCase() === "true"
  const chosen = (prediction: number): string | boolean =>
    isBoolean ? prediction === 1 : labels[prediction === 1 ? 1 : 0]
  return [
    {
      name: `${name}_predictions`,
      type: isBoolean ? "boolean" : "string",
      values: ({ predictions }) => Array.from(predictions, chosen),
    },
    {
      name: `${name}_probabilities`,
      type: "float_list",
      values: ({ probabilities }) => Array.from(probabilities!, (p) => [1 - p, p]), // binaries always have them
    },
    {
      name: `${name}_probabilities_${isBoolean ? "False" : labels[0]}`,
      type: "float",
      values: ({ probabilities }) => probabilities!.map((p) => 1 - p),
    },
    {
      name: `${name}_probabilities_${isBoolean ? "True" : labels[1]}`,
      type: "float",
      values: ({ probabilities }) => probabilities!,
    },
    {
      name: `${name}_probability`,
      type: "float",
      values: ({ predictions, probabilities }) => probabilities!.map((p, i) => (predictions[i] === 1 ? p : 1 - p)),
    },
  ]
}

export const binaryOutput: OutputFeature = {
  logitsSize: () => 1,
  averageMembers(logits) {
    const probability = clip(meanOfMembers(sigmoid(logits)), smallest, 1 - smallest)
    return sub(log(probability), log(sub(1, probability)))
  },
  predict(logits, feature) {
    const probabilities = sigmoid(squeeze(logits, [1]))
    const threshold = feature.settings["threshold"] as number // by the schema of binary outputs
    return { predictions: cast(greaterOrEqual(probabilities, threshold), "int32"), probabilities }
  },
  metrics: binaryMetrics,
  metricOutput: () => ({ classes: 2, topK: 1 }),
  columns,
  overallStatistics: (feature, targets, predicted) => binaryStatistics(binaryLabels(feature), targets, predicted),
}
