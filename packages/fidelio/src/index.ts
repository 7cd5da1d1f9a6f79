// What `import … from "fidelio"` gives.
export { ConfigError, DataError, FidelioError, type ConfigInput, type ErrorCode } from "@fidelio/core"
export type { Config } from "@fidelio/core"
export type {
  ColumnSummary,
  DataReady,
  EvaluationDone,
  ExportFormatName,
  ExportOptions,
  ExportResult,
  MeasuredChange,
  ModelBuilt,
  PredictionTable,
  PredictionValue,
  SplitMetrics,
  SplitName,
  StepsDone,
  TableSource,
  TestStatistics,
  TrainEnd,
  TrainingCallbacks,
  TrainingStatistics,
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
export { FidelioModel, type EvaluateResult, type PredictOptions, type PredictResult } from "./model.ts"
export type { TrainingOptions, TrainingResult } from "./train-model.ts"
