// How the shorter ways to write a config become the full one: names alone, presets, defaults of a type, our own choices.
import { isRecord, valueAt } from "../schema/walk.ts"
import type { Path } from "../schema/walk.ts"
import type { Draft } from "./draft.ts"
import { copy, featuresOf, originOf, put, putType, recordAt } from "./draft.ts"
import { featureParts, isFeatureType } from "./features.ts"
import { presets } from "./presets.ts"
import { recommend } from "./recommend.ts"

type Settings = Readonly<Record<string, unknown>>
type Part = "encoder" | "decoder" | "loss"

const partsOf = (path: Path): readonly Part[] => (path[0] === "input_features" ? ["encoder"] : ["decoder", "loss"])

/** The type that each part has where none is written. */
const defaultTypes: readonly (readonly [Path, string])[] = [
  [["combiner"], "concat"],
  [["trainer", "optimizer"], "adam"],
  [["preprocessing", "split"], "random"],
  [["backend"], "local"],
]

/** Makes `{type: name}` of a name that stands for a component, and gives columns the names of their features. */
export function expandShorthands(draft: Draft): void {
  const expand = (path: Path): void => {
    const value = valueAt(draft.value, path)
    if (typeof value === "string") putType(draft, path, value)
    else if (value === null) put(draft, path, {}, originOf(draft, path))
  }
  for (const [path] of defaultTypes) expand(path)
  for (const section of ["trainer", "preprocessing", "defaults"])
    if (draft.value[section] === null) draft.value[section] = {}
  emptyNulls(draft)
  for (const [path, feature] of featuresOf(draft)) {
    for (const part of [...partsOf(path), "preprocessing"]) expand([...path, part])
    if (feature["column"] === undefined || feature["column"] === null || feature["column"] === "")
      if (typeof feature["name"] === "string") put(draft, [...path, "column"], feature["name"], [...path, "name"])
  }
  for (const type of Object.keys(featureParts))
    for (const part of ["encoder", "decoder", "loss"]) expand(["defaults", type, part])
}

/** Sections that are written as null: the defaults, or nothing of it where the section is a limit. */
function emptyNulls(draft: Draft): void {
  const trainer = recordAt(draft, ["trainer"])
  if (trainer?.["learning_rate_scheduler"] === null) trainer["learning_rate_scheduler"] = {}
  if (trainer?.["gradient_clipping"] === null) trainer["gradient_clipping"] = { clipglobalnorm: null }
  const defaults = recordAt(draft, ["defaults"])
  for (const type of Object.keys(featureParts)) if (defaults?.[type] === null) defaults[type] = {}
}

/** Sets what the preset says where the config does not. */
export function applyPreset(draft: Draft): void {
  const name = draft.value["preset"]
  const preset =
    typeof name === "string" && Object.hasOwn(presets, name) ? presets[name as keyof typeof presets] : undefined
  if (preset === null)
    draft.problems.push({
      code: "config/value",
      path: ["preset"],
      part: "value",
      message: `The preset ${String(name)} is not available yet.`,
      hint: "Use medium_quality or tabular_realmlp, or write neither a preset nor a combiner.",
    })
  else if (preset !== undefined) fillIn(draft, [], preset, "settings")
}

/** Gives every feature what `defaults` say of its type; a part with a type of its own takes nothing from another type. */
export function mergeDefaults(draft: Draft): void {
  for (const [path, feature] of featuresOf(draft)) {
    const type = feature["type"]
    if (!isFeatureType(type)) continue
    const parts = path[0] === "input_features" ? ["preprocessing", ...partsOf(path)] : partsOf(path)
    for (const part of parts) {
      const from = ["defaults", type, part]
      const settings = recordAt(draft, from)
      if (settings === undefined) continue
      const isOther = part !== "preprocessing" && typeOf(draft, [...path, part], type) !== typeOf(draft, from, type)
      if (!(isOther && recordAt(draft, [...path, part])?.["type"] !== undefined))
        for (const [key, value] of Object.entries(settings)) {
          const to = [...path, part, key]
          if (valueAt(draft.value, to) === undefined) put(draft, to, copy(value), originOf(draft, [...from, key]))
        }
    }
  }
}

function typeOf(draft: Draft, path: Path, type: keyof typeof featureParts): unknown {
  const part = path.at(-1) as Part // called with parts only
  return recordAt(draft, path)?.["type"] ?? featureParts[type][part]
}

/** Sets our own choices where the config is silent. */
export function applyRecommendation(draft: Draft, written: unknown): void {
  const { input_features, output_features, ...sections } = recommend(written)
  fillIn(draft, [], sections, "component")
  for (const [path, feature] of featuresOf(draft)) {
    const choices = path[0] === "input_features" ? input_features : output_features
    const own = isRecord(choices) ? choices[String(feature["type"])] : undefined
    if (isRecord(own)) fillIn(draft, path, own, "component")
  }
}

/**
 * Sets what is not there yet. A component of another type is left alone; with `component`, so is one of which anything
 * is written.
 */
function fillIn(draft: Draft, path: Path, settings: Settings, unit: "settings" | "component"): void {
  for (const [key, value] of Object.entries(settings)) {
    const to = [...path, key]
    const present = valueAt(draft.value, to)
    if (present === undefined) put(draft, to, copy(value))
    else if (isRecord(value) && isRecord(present)) {
      const isOther = value["type"] !== undefined && present["type"] !== undefined && present["type"] !== value["type"]
      if (!isOther && (unit === "settings" || value["type"] === undefined)) fillIn(draft, to, value, unit)
    }
  }
}

/** Writes out the type of every part that has settings but no type. */
export function fillTypes(draft: Draft): void {
  if (draft.value["model_type"] === undefined) draft.value["model_type"] = "ecd"
  const fill = (path: Path, type: string): void => {
    const part = recordAt(draft, path)
    if (part !== undefined && (part["type"] === undefined || part["type"] === null)) part["type"] = type
  }
  for (const [path, type] of defaultTypes) fill(path, type)
  for (const [path, feature] of featuresOf(draft)) {
    if (!isFeatureType(feature["type"])) continue
    for (const part of partsOf(path)) fill([...path, part], featureParts[feature["type"]][part])
  }
  for (const [type, parts] of Object.entries(featureParts))
    for (const part of ["encoder", "decoder", "loss"] as const) fill(["defaults", type, part], parts[part])
}
