// Boosted trees and forests as models.
export { tensorsOfTrees, treesOf } from "./tensors-of-trees.ts"
export { treeOutputs } from "./tree-outputs.ts"
export { treeModelSpec } from "./tree-model-spec.ts"
