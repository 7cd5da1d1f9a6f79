// LightGBM's text format (`booster.save_model`) → trees.
import type { Tree } from "../tree.ts"
import type { ModelColumn } from "../tree-model.ts"
import { roundedDown } from "./float32.ts"
import { checkedBounds, checkedTree, importError, mostLevels, type ImportedTrees } from "./imported-trees.ts"

type Entries = ReadonlyMap<string, string>

/** Theirs, and what ours is. */
const objectives: Readonly<Record<string, string>> = {
  regression: "squared_error",
  regression_l2: "squared_error",
  mse: "squared_error",
  regression_l1: "absolute_error",
  mape: "absolute_error",
  huber: "huber",
  fair: "huber",
  quantile: "quantile",
  poisson: "poisson",
  gamma: "tweedie",
  tweedie: "tweedie",
  binary: "binary",
  cross_entropy: "binary",
  multiclass: "multiclass",
  lambdarank: "lambdarank",
  rank_xendcg: "lambdarank",
}

export function readLightGbm(text: string): ImportedTrees {
  const sections = text.split(/^end of trees/m)
  const [head = "", ...blocks] = (sections[0] ?? "").split(/^(?=Tree=\d+\s*$)/m)
  if (!/^tree\s/.test(head) || sections.length < 2)
    throw importError("is not in LightGBM's text format, or is cut off", "save it with `booster.save_model(path)`")
  const header = entriesOf(head)
  const names = (header.get("feature_names") ?? "").split(" ")
  const infos = (header.get("feature_infos") ?? "").split(" ")
  const trees = blocks.map((block) => entriesOf(block))
  const levels = levelsByColumn(infos, trees)
  const { objective, factor } = objectiveOf(header.get("objective"))
  const scores = Number(header.get("num_tree_per_iteration") ?? 1)
  if (names.length !== Number(header.get("max_feature_idx")) + 1 || names.length !== infos.length)
    throw importError(`has ${names.length} names for its columns`)
  if (!Number.isInteger(scores) || scores < 1 || scores > Math.max(1, trees.length) || trees.length % scores !== 0)
    throw importError(`has ${trees.length} trees for ${scores} scores`)
  const categories = pandasCategories(sections.slice(1).join(""), levels.size)
  const byColumn = [...levels.keys()].toSorted((a, b) => a - b)
  return {
    model: {
      objective,
      scores,
      initial: new Float64Array(scores),
      columns: names.map((_, column) => columnOf(levels.get(column))),
      trees: trees.map((entries) => checkedTree(treeOf(entries, factor), names.length)),
      isAveraged: /^average_output\s*$/m.test(head),
    },
    columns: names.map((name, column) => {
      const own = categories?.[byColumn.indexOf(column)]
      return own === undefined ? { name } : { name, levels: own }
    }),
  }
}

/** Lines of `key=value`. */
const entriesOf = (block: string): Entries =>
  new Map(
    block.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf("=")
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const]
    }),
  )

function objectiveOf(written = "regression"): { readonly objective: string; readonly factor: number } {
  const [type = "", ...options] = written.split(" ")
  const objective = objectives[type]
  if (objective === undefined || options.includes("sqrt"))
    throw importError(`was trained for "${written}", which has no counterpart`)
  const sigmoid = options.find((option) => option.startsWith("sigmoid:"))
  return { objective, factor: sigmoid === undefined ? 1 : Number(sigmoid.slice("sigmoid:".length)) }
}

function numbersOf(entries: Entries, key: string): number[] {
  const written = entries.get(key) ?? ""
  const numbers = written === "" ? [] : written.split(" ").map(Number)
  if (numbers.some(Number.isNaN)) throw importError(`has no numbers as ${key}`)
  return numbers
}

/** Infinite where a split parts missing values from all others. */
const thresholdsOf = (entries: Entries): number[] =>
  numbersOf(new Map([["threshold", (entries.get("threshold") ?? "").replaceAll(/\binf\b/g, "Infinity")]]), "threshold")

/** Bits of the written decisions. */
const isCategorical = (decision: number): boolean => (decision & 1) === 1
const isDefaultLeft = (decision: number): boolean => (decision & 2) === 2
const missingOf = (decision: number): "none" | "zero" | "nan" => (["none", "zero", "nan"] as const)[(decision >> 2) & 3] ?? "nan" // prettier-ignore

/** The levels of each category, by column: those seen in training, and those of splits. */
function levelsByColumn(infos: readonly string[], trees: readonly Entries[]): ReadonlyMap<number, ReadonlySet<number>> {
  const found = new Map<number, Set<number>>()
  for (const [column, info] of infos.entries())
    if (!info.startsWith("[") && info !== "none") found.set(column, new Set(info.split(":").map(Number)))
  for (const entries of trees) {
    const decisions = numbersOf(entries, "decision_type")
    const sets = setsOf(entries)
    const thresholds = thresholdsOf(entries)
    for (const [node, column] of numbersOf(entries, "split_feature").entries()) {
      if (!isCategorical(decisions[node] ?? 0)) continue
      const known = found.get(column) ?? new Set<number>()
      found.set(column, known)
      for (const level of sets[thresholds[node] ?? -1] ?? []) known.add(level)
    }
  }
  return found
}

function columnOf(levels: ReadonlySet<number> | undefined): ModelColumn {
  if (levels === undefined) return { kind: "number" }
  const wrong = [...levels].find((level) => !(Number.isInteger(level) && level >= -1 && level < mostLevels)) // −1: missing
  if (wrong !== undefined) throw importError(`has a level ${wrong}; expected whole numbers below ${mostLevels}`)
  return { kind: "category", kept: Int32Array.from(levels).filter((level) => level >= 0).toSorted() } // prettier-ignore
}

/** The sets of levels that a tree's splits name by number; they are written as bits. */
function setsOf(entries: Entries): readonly (readonly number[])[] {
  const words = numbersOf(entries, "cat_threshold")
  const bounds = checkedBounds(numbersOf(entries, "cat_boundaries"), words.length)
  return bounds.slice(1).map((end, i) =>
    words.slice(bounds[i], end).flatMap((word, at) =>
      Array.from({ length: 32 }, (_, bit) => bit)
        .filter((bit) => ((word >>> bit) & 1) === 1)
        .map((bit) => 32 * at + bit),
    ),
  )
}

function treeOf(entries: Entries, factor: number): Tree {
  const list = (key: string): number[] => numbersOf(entries, key)
  if (list("is_linear")[0] === 1) throw importError("has linear models in its leaves, which there are not")
  const values = Float64Array.from(list("leaf_value"), (value) => value * factor)
  const decisions = list("decision_type")
  const thresholds = thresholdsOf(entries)
  const sets = setsOf(entries)
  const counts = list("leaf_count")
  const levels: number[] = []
  const places = thresholds.map((threshold, node): readonly [number, number] => {
    if (!isCategorical(decisions[node] ?? 0)) return [-1, -1]
    const begin = levels.length
    levels.push(...(sets[threshold] ?? []))
    return [begin, levels.length]
  })
  return {
    leaves: values.length,
    columns: Int32Array.from(list("split_feature")),
    thresholds: Float32Array.from(thresholds, (value, i) => (places[i]![0] < 0 ? roundedDown(value) : 0)),
    bins: new Int32Array(thresholds.length).fill(-1),
    levelStarts: Int32Array.from(places, ([begin]) => begin),
    levelEnds: Int32Array.from(places, ([, end]) => end),
    levels: Int32Array.from(levels),
    isMissingLeft: Uint8Array.from(decisions, (decision, i) => (isMissingLeft(decision, thresholds[i]!) ? 1 : 0)),
    left: Int32Array.from(list("left_child")),
    right: Int32Array.from(list("right_child")),
    gains: Float64Array.from(list("split_gain")),
    nodeRows: Int32Array.from(list("internal_count")),
    leafRows: counts.length === 0 ? new Int32Array(values.length) : Int32Array.from(counts),
    leafValues: values,
    nodeValues: Float64Array.from(list("internal_value"), (value) => value * factor),
    rate: list("shrinkage")[0] ?? 1,
  }
}

/** Where no value was missing in training, missing ones count as 0. */
function isMissingLeft(decision: number, threshold: number): boolean {
  if (isCategorical(decision)) return false
  const isZeroLeft = threshold >= 0
  switch (missingOf(decision)) {
    case "none":
      return isZeroLeft
    case "nan":
      return isDefaultLeft(decision)
    case "zero":
      if (isDefaultLeft(decision) !== isZeroLeft)
        throw importError("takes 0 for missing", "train it without `zero_as_missing`")
      return isZeroLeft
  }
}

/** Names of the levels of pandas' categories, if there are as many as columns of categories. */
function pandasCategories(rest: string, count: number): readonly (readonly string[])[] | undefined {
  const written = /^pandas_categorical:(.*)$/m.exec(rest)?.[1]
  if (written === undefined) return undefined
  try {
    const lists: unknown = JSON.parse(written)
    return Array.isArray(lists) && lists.length === count && lists.every(Array.isArray)
      ? lists.map((list: readonly unknown[]) => list.map(String))
      : undefined
  } catch {
    return undefined // ids do without names
  }
}
