// The settings of the features of each type, as inputs and as outputs.
import { z } from "zod"
import { binaryDecoders, categoryDecoders, numberDecoders } from "../decoders/index.ts"
import type { Component, Metric } from "../define.ts"
import { binaryEncoders } from "../encoders/binary/index.ts"
import { categoryEncoders } from "../encoders/category/index.ts"
import { numberEncoders } from "../encoders/number/index.ts"
import { binaryInputPreprocessing, binaryOutputPreprocessing } from "../features/binary/settings.ts"
import { categoryInputPreprocessing, categoryOutputPreprocessing } from "../features/category/settings.ts"
import { numberInputPreprocessing, numberOutputPreprocessing } from "../features/number/settings.ts"
import { binaryLosses, categoryLosses, numberLosses } from "../losses/index.ts"
import { binaryMetrics, categoryMetrics, numberMetrics } from "../metrics/index.ts"
import { choice, flag, fraction, listOf, nullable, positiveInt, text } from "../schema/fields.ts"
import { oneOf } from "./component.ts"

const name = z.string().min(1).describe("The feature's name, and its column's unless `column` says otherwise.")
const column = text("", "The column of the data; the feature's name where it is not written.")
const active = flag(true, "Whether the feature takes part.")

const inputKeys = {
  name,
  column,
  active,
  tied: text(null, "Another input of the same type, whose encoder this one shares."),
}

const reductions = ["last", "sum", "mean", "avg", "max", "concat", "attention", "attention_pooling", "none"] as const

const outputKeys = (metric: string) => ({
  name,
  column,
  active,
  dependencies: listOf(z.string(), [], "Outputs whose hidden representation this one is given too."),
  reduce_input: nullable(choice(reductions, "sum", "How a sequence of hidden representations becomes one.")),
  reduce_dependencies: nullable(choice(reductions, "sum", "How a sequence of an output depended on becomes one.")),
  default_validation_metric: text(metric, "The metric that is followed where `validation_metric` is not written."),
  input_size: positiveInt(null, "Width of the hidden representation; taken from the model."),
  num_classes: positiveInt(null, "How many classes there are; taken from the data."),
})

const encoderText = "What the feature is turned into before all are combined."
const decoderText = "How the combined representation becomes a prediction."
const lossText = "What training makes small."
const preprocessingText = "How the column becomes numbers."

// ── inputs ──────────────────────────────────────────────────────────────────────────────────────

export const numberInput = z.strictObject({
  ...inputKeys,
  type: z.literal("number").describe("A number."),
  preprocessing: numberInputPreprocessing.prefault({}).describe(preprocessingText),
  encoder: oneOf(numberEncoders, "passthrough", encoderText),
})

export const binaryInput = z.strictObject({
  ...inputKeys,
  type: z.literal("binary").describe("One of two values."),
  preprocessing: binaryInputPreprocessing.prefault({}).describe(preprocessingText),
  encoder: oneOf(binaryEncoders, "passthrough", encoderText),
})

export const categoryInput = z.strictObject({
  ...inputKeys,
  type: z.literal("category").describe("One of some values."),
  preprocessing: categoryInputPreprocessing.prefault({}).describe(preprocessingText),
  encoder: oneOf(categoryEncoders, "dense", encoderText),
})

// ── outputs ─────────────────────────────────────────────────────────────────────────────────────

const calibration = flag(false, "Whether probabilities are made true to frequencies after training.")

export const numberOutput = z.strictObject({
  ...outputKeys("mean_squared_error"),
  type: z.literal("number").describe("A number."),
  preprocessing: numberOutputPreprocessing.prefault({}).describe(preprocessingText),
  decoder: oneOf(numberDecoders, "regressor", decoderText),
  loss: oneOf(numberLosses, "mean_squared_error", lossText),
  clip: z
    .tuple([z.number(), z.number()])
    .nullable()
    .default(null)
    .describe("The least and the greatest prediction, in the target's own units; null for no limit."),
})

export const binaryOutput = z.strictObject({
  ...outputKeys("roc_auc"),
  type: z.literal("binary").describe("One of two values."),
  preprocessing: binaryOutputPreprocessing.prefault({}).describe(preprocessingText),
  decoder: oneOf(binaryDecoders, "regressor", decoderText),
  loss: oneOf(binaryLosses, "binary_weighted_cross_entropy", lossText),
  calibration,
  threshold: fraction(0.5, "The probability from which on the prediction is true."),
})

export const categoryOutput = z.strictObject({
  ...outputKeys("accuracy"),
  type: z.literal("category").describe("One of some values."),
  preprocessing: categoryOutputPreprocessing.prefault({}).describe(preprocessingText),
  decoder: oneOf(categoryDecoders, "classifier", decoderText),
  loss: oneOf(categoryLosses, "softmax_cross_entropy", lossText),
  calibration,
  top_k: positiveInt(3, "How many of the likeliest classes `hits_at_k` looks at."),
})

export const inputFeature = z.discriminatedUnion("type", [numberInput, binaryInput, categoryInput])
export const outputFeature = z.discriminatedUnion("type", [numberOutput, binaryOutput, categoryOutput])

export type NumberInputConfig = z.output<typeof numberInput>
export type BinaryInputConfig = z.output<typeof binaryInput>
export type CategoryInputConfig = z.output<typeof categoryInput>
export type NumberOutputConfig = z.output<typeof numberOutput>
export type BinaryOutputConfig = z.output<typeof binaryOutput>
export type CategoryOutputConfig = z.output<typeof categoryOutput>

/** What the defaults, the old names and the checks must know of a feature type. */
export interface FeatureTypeParts {
  readonly encoders: readonly Component[]
  readonly encoder: string
  readonly decoders: readonly Component[]
  readonly decoder: string
  readonly losses: readonly Component[]
  readonly loss: string
  readonly metrics: readonly Metric[]
}

/** The parts of each feature type, and which of them are the defaults. */
export const featureParts = {
  number: {
    encoders: numberEncoders,
    encoder: "passthrough",
    decoders: numberDecoders,
    decoder: "regressor",
    losses: numberLosses,
    loss: "mean_squared_error",
    metrics: numberMetrics,
  },
  binary: {
    encoders: binaryEncoders,
    encoder: "passthrough",
    decoders: binaryDecoders,
    decoder: "regressor",
    losses: binaryLosses,
    loss: "binary_weighted_cross_entropy",
    metrics: binaryMetrics,
  },
  category: {
    encoders: categoryEncoders,
    encoder: "dense",
    decoders: categoryDecoders,
    decoder: "classifier",
    losses: categoryLosses,
    loss: "softmax_cross_entropy",
    metrics: categoryMetrics,
  },
} as const satisfies Record<string, FeatureTypeParts>
export type FeatureType = keyof typeof featureParts

/** Whether a name is a feature type's. */
export const isFeatureType = (name: unknown): name is FeatureType =>
  typeof name === "string" && Object.hasOwn(featureParts, name)
