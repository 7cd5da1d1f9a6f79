// Trees that other programs trained.
export { importError, mostLevels } from "./imported-trees.ts"
export type { ImportedColumn, ImportedTrees } from "./imported-trees.ts"
export { readLightGbm } from "./read-lightgbm.ts"
export { readXgboost, type XgboostOptions } from "./read-xgboost.ts"
