// The public surface of @fidelio/engine.
export { loadModel, saveModel } from "./artifact/save-model.ts"
export { Checkpoints, type Checkpoint } from "./artifact/checkpoint.ts"
export { encodeInferenceModel, inferenceMetadata } from "./artifact/inference-model.ts"
export { trainedModel, type TrainedModel } from "./artifact/trained-model.ts"

export { evaluateExamples } from "./evaluation/evaluate.ts"
export {
  evaluateSplits,
  metricsOf,
  runSplits,
  savePredictions,
  saveStatistics,
  testStatisticsName,
  type PredictionsPlace,
  type RunEvaluation,
  type RunSplit,
} from "./evaluation/evaluate-run.ts"
export type { TestStatistics } from "./evaluation/test-statistics.ts"
export {
  explainDefaults,
  explainModel,
  mostDependenceRows,
  type Explanation,
  type ExplainOptions,
} from "./explain/explain-model.ts"
export {
  dependencePoints,
  explainDependence,
  type DependenceChoice,
  type DependenceExplanation,
  type DependencePoint,
  type PartialDependence,
} from "./explain/partial-dependence.ts"
export type { Coefficient, CoefficientsExplanation } from "./explain/coefficients.ts"
export type { ColumnDrop, PermutationExplanation } from "./explain/column-permutation.ts"
export { drawTree, type DrawnTree, type TreeChoice, type TreeFormat } from "./explain/draw-tree.ts"
export type { ColumnGain, TreesExplanation } from "./explain/model-trees.ts"
export {
  shapleyBatch,
  shapleyFileColumns,
  shapleyTables,
  type ShapleyExplanation,
  type ShapleyTable,
} from "./explain/shapley-tables.ts"
export {
  exportModel,
  type ExportOptions,
  type ExportResult,
  type WeightDtype,
  type WeightsChange,
} from "./export/export-model.ts"
export { exportFormats, type ExportFormatName } from "./export/index.ts"
export type { MeasuredChange, MetricChange } from "./export/weights-change.ts"
export { importModel, type ImportOptions, type ImportResult } from "./import/import-model.ts"
export { createPredictor, type Predictor } from "./prediction/predictor.ts"
export type { Device } from "./runtime/devices.ts"
export { createSession, type Session } from "./runtime/session.ts"
export { runtimeEnvironment } from "./runtime/environment.ts"
export { fidelioVersion } from "./version.ts"
export type * from "./training/callbacks.ts"

export type { Preparation, RunOptions } from "./training/preparation.ts"
export { prepareTraining, runTraining } from "./training/train.ts"
export type { TrainingStatistics } from "./training/statistics.ts"
export { validationTarget } from "./training/validation-target.ts"
export { examplesOf } from "./data/input-files.ts"
export type { PreparedDataset } from "./data/prepare.ts"
export type { TableSource, DatasetSources } from "./data/sources.ts"
export { readDescription, type RunDescription } from "./training/description.ts"
export { train, type TrainOptions, type TrainResult } from "./training/run.ts"
export { DataEngine } from "./data/data-engine.ts"
export { areClasses, inferFeatures, type InferredFeature, type InferredTable } from "./data/infer-features.ts"
export { profileTable, type ColumnProfile, type ProfileOptions, type TableProfile } from "./data/profile-table.ts"
export { dataFormats, formatOfName, type DataFormat } from "./data/files.ts"
export { evaluatedPredictions, evaluateTable, type TableEvaluation } from "./evaluation/evaluate-table.ts"
export { predictionColumns, type PredictionBatch } from "./prediction/predict.ts"
export { predictTable, type SplitName, type TableOptions } from "./prediction/predict-table.ts"
export {
  collectPredictions,
  predictionTable,
  type PredictionTable,
  type PredictionValue,
} from "./prediction/prediction-table.ts"
export { predictionFormats, writePredictions, type PredictionFormat } from "./prediction/write-predictions.ts"
export { hostDefaults, hostModel } from "./serving/host-model.ts"
export type * from "./serving/hosted-model.ts"
export { recordsOf, tableColumns, type TableColumn } from "./serving/records.ts"
export { rowsOf, rowsOfColumns, rowsOfTensors } from "./serving/rows.ts"
export { ServingError, type ServingErrorCode } from "./serving/serving-error.ts"
