// What trees say about their columns, and trees to be looked at.
export { formatTree } from "./format-tree.ts"
export { treeImportance, type ImportanceKind } from "./importance.ts"
export type { TreeNames } from "./node-texts.ts"
export { dependenceGrid, partialDependence } from "./partial-dependence.ts"
export { permutationImportance, type PermutationImportance, type PermutationOptions } from "./permutation-importance.ts"
export { shapleyValues, type ShapleyValues } from "./shapley-values.ts"
export { treeAsGraphviz, treeAsMermaid } from "./tree-diagrams.ts"
export { treeAsSvg } from "./tree-drawing.ts"
