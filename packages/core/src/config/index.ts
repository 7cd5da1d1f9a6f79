// The config: reading, checking, writing, and its types.
export type { BackendSettings } from "./backend.ts"
export { combined } from "./derive.ts"
export type {
  BinaryInputConfig,
  BinaryOutputConfig,
  CategoryInputConfig,
  CategoryOutputConfig,
  NumberInputConfig,
  NumberOutputConfig,
} from "./features.ts"
export { formatConfig } from "./format.ts"
export type {
  ConfigInput,
  EcdConfigInput,
  GbmConfigInput,
  InputFeatureInput,
  LinearConfigInput,
  OutputFeatureInput,
} from "./input.ts"
export { configJsonSchema } from "./json-schema.ts"
export { parseConfig, parseConfigObject } from "./parse.ts"
export type { ParsedConfig } from "./parse.ts"
export type { PreprocessingSettings, SplitSettings } from "./preprocessing.ts"
export { recommend } from "./recommend.ts"
export type {
  Config,
  EcdConfig,
  GbmConfig,
  InputFeatureConfig,
  LinearConfig,
  ModelType,
  OutputFeatureConfig,
} from "./root.ts"
export { columnsHint, starterConfig } from "./starter-config.ts"
export type { StarterColumn, StarterConfig, StarterOptions } from "./starter-config.ts"
export { readSource } from "./source.ts"
export type { GbmTrainerSettings } from "./gbm-trainer.ts"
export type { LinearTrainerSettings } from "./linear-trainer.ts"
export type { GradientClippingSettings, LearningRateSchedulerSettings, TrainerSettings } from "./trainer.ts"
export { writtenConfig } from "./written.ts"
