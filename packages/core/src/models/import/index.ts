// Models that other programs trained.
export type { ImportedModel, Learned } from "./imported-model.ts"
export { readImportedModel, type ReadOptions } from "./read-model.ts"
export { readOnnx } from "./read-onnx.ts"
