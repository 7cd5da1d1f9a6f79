// Boosted trees and forests as models.
export { tensorsOfTrees, treesOf } from "./tensors-of-trees.ts"
export { treeModelSpec, type TreeModelSpecOptions } from "./tree-model-spec.ts"
