// Encoder–combiner–decoder networks: from a config and fitted features to training.
export { ecdModel } from "./ecd-model.ts"
export * from "./spec.ts"
export type { Place } from "./parameter-groups.ts"
export * from "./training-graph.ts"
