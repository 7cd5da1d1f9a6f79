// Category output: a logit a class; their softmax are the probabilities.
import { categoryMetrics, categoryStatistics } from "../../metrics/index.ts"
import { meanOfMembers } from "../../layers/members.ts"
import { argMax, cast, gatherElements, log, maximum, softmax, squeeze, unsqueeze } from "../../ops/index.ts"
import type { FittedFeature } from "../dataset.ts"
import { labelsOf } from "../labels.ts"
import type { ExportedColumn, OutputFeature, PredictionColumn } from "../output.ts"

const smallest = 1e-30

/** The classes, in the order of their ids. */
export function categoryLabels(feature: FittedFeature): readonly string[] {
  const { idx2str } = feature.metadata as { readonly idx2str: readonly string[] } // by category preprocessing
  return idx2str
}

function columns(feature: FittedFeature): readonly PredictionColumn[] {
  const { name } = feature
  const labels = categoryLabels(feature)
  const classes = labels.length
  return [
    {
      name: `${name}_predictions`,
      type: "string",
      values: ({ predictions }) => Array.from(predictions, (id) => labels[id] ?? ""),
    },
    {
      name: `${name}_probabilities`,
      type: "float_list",
      values: ({ size, probabilities }) =>
        Array.from({ length: size }, (_, i) => Array.from(probabilities!.subarray(i * classes, (i + 1) * classes))), // categories always have them
    },
    ...labels.map((label, id): PredictionColumn => ({
      name: `${name}_probabilities_${label}`,
      type: "float",
      values: ({ size, probabilities }) =>
        Float32Array.from({ length: size }, (_, i) => probabilities![i * classes + id]!),
    })),
    {
      name: `${name}_probability`,
      type: "float",
      values: ({ size, predictions, probabilities }) =>
        Float32Array.from({ length: size }, (_, i) => probabilities![i * classes + predictions[i]!]!),
    },
  ]
}

function exportedColumns(feature: FittedFeature): readonly ExportedColumn[] {
  const labels = categoryLabels(feature)
  return [
    {
      role: "predictions",
      dtype: "string",
      shape: [],
      labels,
      build: ({ predictions }) => labelsOf(predictions, labels),
    },
    {
      role: "probabilities",
      dtype: "float32",
      shape: [labels.length],
      labels,
      build: ({ probabilities }) => probabilities!, // categories always have them
    },
    {
      role: "probability",
      dtype: "float32",
      shape: [],
      build: ({ predictions, probabilities }) =>
        squeeze(gatherElements(probabilities!, unsqueeze(predictions, [1]), { axis: 1 }), [1]),
    },
  ]
}

export const categoryOutput: OutputFeature = {
  predicts: "class",
  logitsSize: (feature) => categoryLabels(feature).length,
  averageMembers: (logits) => log(maximum(meanOfMembers(softmax(logits)), smallest)),
  predict(logits) {
    return { predictions: cast(argMax(logits, { axis: 1 }), "int32"), probabilities: softmax(logits) }
  },
  metrics: categoryMetrics,
  metricOutput: (feature) => ({
    classes: categoryLabels(feature).length,
    topK: (feature.settings["top_k"] as number | undefined) ?? 3,
  }),
  columns,
  exportedColumns,
  overallStatistics: (feature, targets, predicted) => categoryStatistics(categoryLabels(feature), targets, predicted),
}
