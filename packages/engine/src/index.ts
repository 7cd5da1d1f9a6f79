// The public surface of @fidelio/engine.
export { loadModel, saveModel } from "./artifact/save-model.ts"
export { Checkpoints, type Checkpoint } from "./artifact/checkpoint.ts"
export { trainedModel, type TrainedModel } from "./artifact/trained-model.ts"

export { evaluateExamples } from "./evaluation/evaluate.ts"
export type { TestStatistics } from "./evaluation/test-statistics.ts"
export { createPredictor, type Predictor } from "./prediction/predictor.ts"
export type { Device } from "./runtime/devices.ts"
export { createSession, type Session } from "./runtime/session.ts"
export type * from "./training/callbacks.ts"

export { prepareTraining, runTraining, type Preparation, type RunOptions } from "./training/train.ts"
export type { TrainingStatistics } from "./training/statistics.ts"
export type { PreparedDataset } from "./data/prepare.ts"
export type { TableSource, DatasetSources } from "./data/sources.ts"
export { train, type TrainOptions, type TrainResult } from "./training/run.ts"
