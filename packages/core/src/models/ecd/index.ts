// Encoder–combiner–decoder networks: from a config and fitted features to graphs.
export { buildForwardProgram, type ForwardProgram } from "./forward-graph.ts"
export { buildInferenceGraph, ecdSignature } from "./inference-graph.ts"
export { buildPredictProgram, type PredictProgram } from "./predict-graph.ts"
export { buildReportProgram, type ReportProgram } from "./report-graph.ts"
export * from "./spec.ts"
export type { Place } from "./parameter-groups.ts"
export * from "./training-graph.ts"
export type { VariableList } from "./variables.ts"
