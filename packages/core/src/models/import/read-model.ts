// A model of another program from its file, whose format its first bytes tell.
import {
  importError,
  readLightGbm,
  readXgboost,
  type ImportedTrees,
  type XgboostOptions,
} from "../../trees/import/index.ts"
import { mostClasses, mostColumns, type ImportedModel } from "./imported-model.ts"
import { readOnnx } from "./read-onnx.ts"

export interface ReadOptions extends XgboostOptions {
  /** UTF-8 as text. */
  readonly textOf: (bytes: Uint8Array) => string
}

export function readImportedModel(bytes: Uint8Array, { textOf, levels }: ReadOptions): ImportedModel {
  const model = read(bytes, { levels, textOf: (part) => textOf(part).replace(/^\uFEFF/, "") })
  const { length } = model.columns
  if (length === 0 || length > mostColumns) throw importError(`has ${length} columns; expected 1 to ${mostColumns}`)
  const names = new Set(model.columns.map(({ name }) => name))
  if (names.size !== length) throw importError("has two columns of one name")
  return model
}

function read(bytes: Uint8Array, { textOf, levels }: ReadOptions): ImportedModel {
  const start = textOf(bytes.subarray(0, 64))
  if (/^tree\s/.test(start)) return ofTrees("lightgbm", readLightGbm(textOf(bytes)))
  if (/^\s*\{/.test(start)) return ofTrees("xgboost", readXgboost(textOf(bytes), { levels }))
  if (bytes.length === 0) throw importError("is an empty file")
  return readOnnx(bytes)
}

/** Names that programs make up where they were given none. */
const numbered = /^(?:Column_|f)\d+$/

function ofTrees(format: "lightgbm" | "xgboost", { model, columns }: ImportedTrees): ImportedModel {
  const { scores, objective } = model
  if (scores > mostClasses) throw importError(`has ${scores} scores; expected ${mostClasses} at most`)
  const isClass = objective === "multiclass"
  return {
    format,
    learned: { type: "gbm", model },
    columns: columns.map(({ name, levels }, i) => {
      const kept = model.columns[i]?.kept
      if (kept === undefined) return { name }
      const count = Math.max(
        kept.reduce((most, level) => Math.max(most, level + 1), 0),
        levels?.length ?? 0,
      )
      const texts = Array.from({ length: count }, (_, level) => levels?.[level] ?? String(level))
      return { name, levels: texts, ...(format === "xgboost" && levels === undefined && { isOpen: true }) }
    }),
    isNamed: !columns.every(({ name }) => numbered.test(name)),
    predicts: isClass ? "class" : objective === "binary" ? "truth" : "number",
    classes: [],
  }
}
