// The graphs that every model has: logits, what is reported of them, predictions, and the exported model.
export { buildForwardProgram, type ForwardProgram } from "./forward-graph.ts"
export { buildInferenceGraph } from "./inference-graph.ts"
export { buildPredictProgram, type PredictProgram } from "./predict-graph.ts"
export { buildReportProgram, type ReportProgram } from "./report-graph.ts"
