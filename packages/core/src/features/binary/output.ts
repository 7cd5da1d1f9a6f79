// Binary output: one logit; its sigmoid is the probability of the true label.
import { binaryStatistics } from "../../metrics/index.ts"
import { binaryMetrics } from "../../metrics/index.ts"
import { meanOfMembers } from "../../layers/members.ts"
import { cast, clip, concat, greaterOrEqual, log, sigmoid, squeeze, sub, unsqueeze, where } from "../../ops/index.ts"
import { labelsOf } from "../labels.ts"
import type { ExportedColumn, OutputFeature, PredictionColumn } from "../output.ts"
import type { FittedFeature } from "../dataset.ts"

const smallest = 1e-7

/** The two labels as the data writes them: of false, of true. */
export function binaryLabels(feature: FittedFeature): readonly [string, string] {
  const { bool2str } = feature.metadata as { readonly bool2str: readonly [string, string] } // by binary preprocessing
  return bool2str
}

/** What predictions are: truth values, where the labels say true and false, or else labels. */
export function isBoolean(feature: FittedFeature): boolean {
  const labels = binaryLabels(feature)
  return labels[0].toLowerCase() === "false" && labels[1].toLowerCase() === "true"
}

/** The names of the two classes in columns of predictions. */
const classNames = (feature: FittedFeature): readonly [string, string] =>
  isBoolean(feature) ? ["False", "True"] : binaryLabels(feature)

function columns(feature: FittedFeature): readonly PredictionColumn[] {
  const { name } = feature
  const labels = binaryLabels(feature)
  const [nameOfFalse, nameOfTrue] = classNames(feature)
  const isTruth = isBoolean(feature)
  const chosen = (prediction: number): string | boolean =>
    isTruth ? prediction === 1 : labels[prediction === 1 ? 1 : 0]
  return [
    {
      name: `${name}_predictions`,
      type: isTruth ? "boolean" : "string",
      values: ({ predictions }) => Array.from(predictions, chosen),
    },
    {
      name: `${name}_probabilities`,
      type: "float_list",
      values: ({ probabilities }) => Array.from(probabilities!, (p) => [1 - p, p]), // binaries always have them
    },
    {
      name: `${name}_probabilities_${nameOfFalse}`,
      type: "float",
      values: ({ probabilities }) => probabilities!.map((p) => 1 - p),
    },
    {
      name: `${name}_probabilities_${nameOfTrue}`,
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

function exportedColumns(feature: FittedFeature): readonly ExportedColumn[] {
  const labels = classNames(feature)
  return [
    {
      role: "predictions",
      dtype: isBoolean(feature) ? "bool" : "string",
      shape: [],
      labels,
      build: ({ predictions }) => (isBoolean(feature) ? cast(predictions, "bool") : labelsOf(predictions, labels)),
    },
    {
      role: "probabilities",
      dtype: "float32",
      shape: [2],
      labels,
      build: ({ probabilities: p }) => concat([unsqueeze(sub(1, p!), [1]), unsqueeze(p!, [1])], 1), // binaries always have them
    },
    {
      role: "probability",
      dtype: "float32",
      shape: [],
      build: ({ predictions, probabilities: p }) => where(cast(predictions, "bool"), p!, sub(1, p!)),
    },
  ]
}

export const binaryOutput: OutputFeature = {
  predicts: "truth",
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
  exportedColumns,
  overallStatistics: (feature, targets, predicted) => binaryStatistics(binaryLabels(feature), targets, predicted),
}
