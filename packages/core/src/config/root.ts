// The whole config: one schema a model type.
import { z } from "zod"
import { combiners } from "../combiners/index.ts"
import { choice } from "../schema/fields.ts"
import { backend } from "./backend.ts"
import { oneOf } from "./component.ts"
import { linearDefaults, networkDefaults, treeDefaults } from "./defaults.ts"
import { inputFeature, outputFeature } from "./features.ts"
import { gbmTrainer } from "./gbm-trainer.ts"
import { learnerInput, linearOutput, treeOutput } from "./learner-features.ts"
import { linearTrainer } from "./linear-trainer.ts"
import { preprocessing } from "./preprocessing.ts"
import { presetNames } from "./presets.ts"
import { trainer } from "./trainer.ts"

const inputsText = "The columns that the model is given."
const outputsText = "The columns that the model predicts."
const defaultsText = "Settings for all features of a type; a feature's own win."

/** What the config of every model type has. */
const shared = {
  preprocessing: preprocessing.prefault({}).describe("Sampling, balancing and the split of the data."),
  backend: backend.prefault({ type: "local" }).describe("Where the work is done."),
  hyperopt: z
    .record(z.string(), z.unknown())
    .nullable()
    .default(null)
    .describe("The search for better settings; training leaves it alone."),
}

export const ecdConfig = z.strictObject({
  model_type: z.literal("ecd").default("ecd").describe("A network of encoders, a combiner and decoders."),
  input_features: z.array(inputFeature).min(1).describe(inputsText),
  output_features: z.array(outputFeature).min(1).describe(outputsText),
  combiner: oneOf(combiners, "concat", "How the encoded inputs become one representation."),
  trainer: trainer.prefault({}).describe("How the model is trained."),
  defaults: networkDefaults.prefault({}).describe(defaultsText),
  preset: choice(presetNames, null, "A set of settings by name; the config's own win."),
  ...shared,
})

export const gbmConfig = z.strictObject({
  model_type: z.literal("gbm").describe("Gradient-boosted decision trees, or a random forest."),
  input_features: z.array(learnerInput).min(1).describe(inputsText),
  output_features: z.array(treeOutput).min(1).describe(outputsText),
  trainer: gbmTrainer.prefault({}).describe("How the trees are grown."),
  defaults: treeDefaults.prefault({}).describe(defaultsText),
  ...shared,
})

export const linearConfig = z.strictObject({
  model_type: z.literal("linear").describe("Linear, logistic, multinomial or Poisson regression."),
  input_features: z.array(learnerInput).min(1).describe(inputsText),
  output_features: z.array(linearOutput).min(1).describe(outputsText),
  trainer: linearTrainer.prefault({}).describe("How the coefficients are fitted."),
  defaults: linearDefaults.prefault({}).describe(defaultsText),
  ...shared,
})

/** The schema of each model type: a new one joins here. */
export const modelTypes = { ecd: ecdConfig, gbm: gbmConfig, linear: linearConfig } as const

export type EcdConfig = z.output<typeof ecdConfig>
export type GbmConfig = z.output<typeof gbmConfig>
export type LinearConfig = z.output<typeof linearConfig>

/** A whole config, checked, every default filled in. */
export type Config = EcdConfig | GbmConfig | LinearConfig
export type ModelType = Config["model_type"]
export type InputFeatureConfig = Config["input_features"][number]
export type OutputFeatureConfig = Config["output_features"][number]
