// The whole config: one schema a model type.
import { z } from "zod"
import { combiners } from "../combiners/index.ts"
import { binaryDecoders, categoryDecoders, numberDecoders } from "../decoders/index.ts"
import { binaryEncoders } from "../encoders/binary/index.ts"
import { categoryEncoders } from "../encoders/category/index.ts"
import { numberEncoders } from "../encoders/number/index.ts"
import { binaryInputPreprocessing } from "../features/binary/settings.ts"
import { categoryInputPreprocessing } from "../features/category/settings.ts"
import { numberInputPreprocessing } from "../features/number/settings.ts"
import { binaryLosses, categoryLosses, numberLosses } from "../losses/index.ts"
import { choice } from "../schema/fields.ts"
import { backend } from "./backend.ts"
import { oneOf, partial, partialOneOf } from "./component.ts"
import { inputFeature, outputFeature } from "./features.ts"
import { gbmTrainer } from "./gbm-trainer.ts"
import { linearTrainer } from "./linear-trainer.ts"
import { preprocessing } from "./preprocessing.ts"
import { presetNames } from "./presets.ts"
import { trainer } from "./trainer.ts"

const preprocessingText = "How columns of this type that are inputs become numbers."
const encoderText = "The encoder of inputs of this type."
const decoderText = "The decoder of outputs of this type."
const lossText = "The loss of outputs of this type."

const numberDefaults = z.strictObject({
  preprocessing: partial(numberInputPreprocessing).optional().describe(preprocessingText),
  encoder: partialOneOf(numberEncoders, "passthrough", encoderText),
  decoder: partialOneOf(numberDecoders, "regressor", decoderText),
  loss: partialOneOf(numberLosses, "mean_squared_error", lossText),
})

const binaryDefaults = z.strictObject({
  preprocessing: partial(binaryInputPreprocessing).optional().describe(preprocessingText),
  encoder: partialOneOf(binaryEncoders, "passthrough", encoderText),
  decoder: partialOneOf(binaryDecoders, "regressor", decoderText),
  loss: partialOneOf(binaryLosses, "binary_weighted_cross_entropy", lossText),
})

const categoryDefaults = z.strictObject({
  preprocessing: partial(categoryInputPreprocessing).optional().describe(preprocessingText),
  encoder: partialOneOf(categoryEncoders, "dense", encoderText),
  decoder: partialOneOf(categoryDecoders, "classifier", decoderText),
  loss: partialOneOf(categoryLosses, "softmax_cross_entropy", lossText),
})

const defaults = z.strictObject({
  number: numberDefaults.optional().describe("For every number."),
  binary: binaryDefaults.optional().describe("For every binary."),
  category: categoryDefaults.optional().describe("For every category."),
})

/** What the config of every model type has. */
const shared = {
  input_features: z.array(inputFeature).min(1).describe("The columns that the model is given."),
  output_features: z.array(outputFeature).min(1).describe("The columns that the model predicts."),
  preprocessing: preprocessing.prefault({}).describe("Sampling, balancing and the split of the data."),
  defaults: defaults.prefault({}).describe("Settings for all features of a type; a feature's own win."),
  backend: backend.prefault({ type: "local" }).describe("Where the work is done."),
  hyperopt: z
    .record(z.string(), z.unknown())
    .nullable()
    .default(null)
    .describe("The search for better settings; training leaves it alone."),
  preset: choice(presetNames, null, "A set of settings by name; the config's own win."),
}

export const ecdConfig = z.strictObject({
  model_type: z.literal("ecd").default("ecd").describe("A network of encoders, a combiner and decoders."),
  ...shared,
  combiner: oneOf(combiners, "concat", "How the encoded inputs become one representation."),
  trainer: trainer.prefault({}).describe("How the model is trained."),
})

export const gbmConfig = z.strictObject({
  model_type: z.literal("gbm").describe("Gradient-boosted decision trees, or a random forest."),
  ...shared,
  trainer: gbmTrainer.prefault({}).describe("How the trees are grown."),
})

export const linearConfig = z.strictObject({
  model_type: z.literal("linear").describe("Linear, logistic, multinomial or Poisson regression."),
  ...shared,
  trainer: linearTrainer.prefault({}).describe("How the coefficients are fitted."),
})

/** The schema of each model type: a new one joins here. */
export const modelTypes = { ecd: ecdConfig, gbm: gbmConfig, linear: linearConfig } as const

export type EcdConfig = z.output<typeof ecdConfig>
export type GbmConfig = z.output<typeof gbmConfig>
export type LinearConfig = z.output<typeof linearConfig>

/** A whole config, checked, every default filled in. */
export type Config = EcdConfig | GbmConfig | LinearConfig
export type ModelType = Config["model_type"]
