// What `import … from "fidelio"` gives.
export { ConfigError, DataError, FidelioError, type ConfigInput, type ErrorCode } from "@fidelio/core"
export type { Config } from "@fidelio/core"
export type {
  ColumnSummary,
  DataReady,
  Coefficient,
  CoefficientsExplanation,
  ColumnDrop,
  ColumnGain,
  DrawnTree,
  EvaluationDone,
  Explanation,
  ExplainOptions,
  ExportFormatName,
  ExportOptions,
  ExportResult,
  MeasuredChange,
  ModelBuilt,
  PermutationExplanation,
  PredictionTable,
  PredictionValue,
  ShapleyExplanation,
  SplitMetrics,
  SplitName,
  StepsDone,
  TableSource,
  TestStatistics,
  TrainEnd,
  TrainingCallbacks,
  TrainingStatistics,
  TreeChoice,
  TreeFormat,
  TreesExplanation,
  TrainStart,
  WeightDtype,
  WeightsChange,
} from "@fidelio/engine"
export {
  serve,
  type RequestEntry,
  type RunningServer,
  type ServeOptions,
  type ServingEvent,
} from "@fidelio/engine/serve"
export {
  FidelioModel,
  type EvaluateResult,
  type ImportedModelOptions,
  type PredictOptions,
  type PredictResult,
} from "./model.ts"
export type { TrainingOptions, TrainingResult } from "./train-model.ts"
