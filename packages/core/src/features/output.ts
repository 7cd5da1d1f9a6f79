// What an output type does with a model's logits: turn them into predictions, compare them in own units, name the columns.
import type { Json, Metric, MetricOutput } from "../define.ts"
import type { Value } from "../graph/graph.ts"
import type { FittedFeature } from "./dataset.ts"

/** Predictions as graph values. */
export interface Prediction {
  /** [batch]: numbers in own units (float32), 0/1 or class ids (int32). */
  readonly predictions: Value
  /** [batch] of the true label for binary, [batch, classes] for category. */
  readonly probabilities?: Value
}

/** Predictions of some examples as arrays. */
export interface PredictionArrays {
  readonly size: number
  readonly predictions: Float32Array | Int32Array
  readonly probabilities?: Float32Array
}

/** A column of the predictions table. */
export interface PredictionColumn {
  readonly name: string
  readonly type: "float" | "string" | "boolean" | "float_list"
  values(batch: PredictionArrays): Float32Array | readonly (string | boolean | readonly number[])[]
}

/** What a column of an exported model says: the prediction itself, the probability of each class, or that of the class predicted. */
export type OutputRole = "predictions" | "probabilities" | "probability"

/** An output of the inference graph, in the labels and units of the data. */
export interface ExportedColumn {
  readonly role: OutputRole
  readonly dtype: "float32" | "string" | "bool"
  /** After the batch axis. */
  readonly shape: readonly number[]
  /** Of predictions, what they can be; of probabilities, the class of each place. */
  readonly labels?: readonly string[]
  build(prediction: Prediction): Value
}

/** The part of a feature type that is there when it is an output. */
export interface OutputFeature {
  /** What is predicted: a number by one logit, the true label by one logit, or a class by one logit each. */
  readonly predicts: "number" | "truth" | "class"
  /** Width of the logits. */
  logitsSize(feature: FittedFeature): number
  /** Joins an ensemble's members, [batch, members, size] → [batch, size], where their predictions are averaged. */
  averageMembers(logits: Value): Value
  predict(logits: Value, feature: FittedFeature): Prediction
  /** Logits or an encoded target in the target's own units; absent where the encoding has no units. */
  readonly ownUnits?: (value: Value, feature: FittedFeature) => Value
  readonly metrics: readonly Metric[]
  /** Present where examples are ranked within groups, so that none has a loss of its own: what the metrics make of it. */
  readonly lossOfRanks?: (metrics: Readonly<Record<string, number | null>>) => number | null
  metricOutput(feature: FittedFeature): MetricOutput
  columns(feature: FittedFeature): readonly PredictionColumn[]
  /** The outputs of the inference graph. */
  exportedColumns(feature: FittedFeature): readonly ExportedColumn[]
  /** What `test_statistics.json` holds beside the metrics (confusion matrix, curves); from all examples at once. */
  readonly overallStatistics?: (
    feature: FittedFeature,
    targets: Float32Array | Int32Array,
    predicted: PredictionArrays,
  ) => Readonly<Record<string, Json>>
}
