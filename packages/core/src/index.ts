// The public surface of @fidelio/core.
export { differentiate } from "./autodiff/differentiate.ts"
export * from "./config/index.ts"
export * from "./define.ts"
export * from "./errors.ts"
export { nearest } from "./config/suggest.ts"
export { exampleWeights, timesWeights } from "./features/example-weights.ts"
export { levelsOf } from "./features/levels.ts"
export * from "./features/dataset.ts"
export * from "./features/row-columns.ts"
export { gatherGroups, type RowGroups } from "./row-groups.ts"
export type { FeatureType } from "./features/feature-type.ts"
export { featureType, featureTypes } from "./features/index.ts"
export type { OutputFeature, OutputRole, PredictionArrays, PredictionColumn } from "./features/output.ts"
export * from "./features/preprocessing.ts"
export * from "./features/preprocessings.ts"
export * from "./features/temperature.ts"
export * from "./graph/dtype.ts"
export * from "./graph/graph.ts"
export { encodeModel, type EncodeOptions } from "./graph/onnx-write.ts"
export { builtOpset, newestOpset, oldestOpset } from "./graph/opset-lowering.ts"
export { decodeMetadata, decodeModel } from "./graph/onnx-read.ts"
export { formatGraph } from "./graph/print.ts"
export { rewriteGraph, type Rewrite } from "./graph/rewrite.ts"
export * from "./graph/shape.ts"
export * from "./graph/tensor.ts"
export type { BuildContext, Parameter, RandomSource, Sampler, State } from "./layers/context.ts"
export {
  designMatrix,
  type CategoryColumn,
  type DesignColumn,
  type DesignMatrix,
  type NumberColumn,
} from "./linear/design.ts"
export { linearFamilies, type LinearFamily } from "./linear/families.ts"
export { fitLinear } from "./linear/fit.ts"
export * from "./linear/model.ts"
export type { LinearOptions } from "./linear/options.ts"
export type { FitProgress } from "./linear/problem.ts"
export { linearSettings, type LinearSettings } from "./linear/settings.ts"
export * from "./models/ecd/index.ts"
export * from "./models/graphs/index.ts"
export * from "./models/linear/index.ts"
export {
  choose,
  isRanked,
  type Chosen,
  type InputSource,
  type ModelOutput,
  type ModelSpec,
  type Settings,
} from "./models/model-spec.ts"
export { rankedMetrics } from "./metrics/index.ts"
export { modelOutput, modelOutputs, type Temperatures } from "./models/model-outputs.ts"
export * from "./models/import/index.ts"
export * from "./models/trees/index.ts"
export type { VariableList } from "./models/variables.ts"
export * from "./models/raw-value.ts"
export {
  inputsByReading,
  readingKey,
  signatureOf,
  type InputColumn,
  type ModelSignature,
  type OutputColumn,
} from "./models/signature.ts"
export * as builders from "./ops/builders.ts"
export { ops } from "./ops/index.ts"
export type { OpDefinition, Operand } from "./ops/op.ts"
export { optimizers } from "./optimizers/index.ts"
export { compressedDtypes, compressWeights, type CompressedDtype } from "./passes/compress-weights.ts"
export * from "./random.ts"
export * from "./schedules/index.ts"
export * from "./sql.ts"
export * from "./transforms/index.ts"
export * from "./trees/explain/index.ts"
export * from "./trees/import/index.ts"
export * from "./trees/index.ts"
export { isRanking } from "./trees/objectives/lambdarank.ts"
