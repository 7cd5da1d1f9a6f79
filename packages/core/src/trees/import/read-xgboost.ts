// XGBoost's JSON (`booster.save_model("model.json")`) → trees.
import { z } from "zod"
import { logOdds } from "../objectives/objective.ts"
import type { ModelColumn } from "../tree-model.ts"
import {
  checkedBounds,
  checkedTree,
  checkSetSizes,
  importError,
  mostLevels,
  type ImportedTrees,
} from "./imported-trees.ts"
import { xgboostTree, xgboostTreeSchema, type XgboostTree } from "./xgboost-tree.ts"

const boosterSchema = z.object({
  trees: z.array(xgboostTreeSchema),
  tree_info: z.array(z.int().min(0)),
  weight_drop: z.array(z.number()).optional(),
  cats: z
    .object({
      enc: z.array(z.object({ offsets: z.array(z.int()).optional(), values: z.array(z.number()) })),
    })
    .optional(),
})

const modelSchema = z.object({
  learner: z.object({
    feature_names: z.array(z.string()).default([]),
    feature_types: z.array(z.string()).default([]),
    gradient_booster: z.union([
      z.object({ name: z.string(), model: boosterSchema }),
      z.object({
        name: z.string(),
        gbtree: z.object({ model: boosterSchema }),
        weight_drop: z.array(z.number()).optional(),
      }),
      z.object({ name: z.literal("gblinear") }),
    ]),
    learner_model_param: z.object({
      base_score: z.string(),
      num_class: z.string().default("0"),
      num_feature: z.string(),
      num_target: z.string().default("1"),
    }),
    objective: z.object({ name: z.string() }),
  }),
})
type Learner = z.output<typeof modelSchema>["learner"]

interface Counterpart {
  readonly objective: string
  /** From what the base score is written in to scores. */
  readonly toScore: (base: number) => number
}

const same = (objective: string): Counterpart => ({ objective, toScore: (base) => base })
const logarithm = (objective: string): Counterpart => ({ objective, toScore: Math.log })
const probability: Counterpart = { objective: "binary", toScore: logOdds }

/** Theirs, and what ours is. */
const objectives: Readonly<Record<string, Counterpart>> = {
  "reg:squarederror": same("squared_error"),
  "reg:linear": same("squared_error"),
  "reg:squaredlogerror": same("squared_error"),
  "reg:absoluteerror": same("absolute_error"),
  "reg:pseudohubererror": same("huber"),
  "reg:quantileerror": same("quantile"),
  "reg:logistic": probability,
  "binary:logistic": probability,
  "binary:logitraw": probability,
  "count:poisson": logarithm("poisson"),
  "reg:gamma": logarithm("tweedie"),
  "reg:tweedie": logarithm("tweedie"),
  "multi:softmax": same("multiclass"),
  "multi:softprob": same("multiclass"),
  "rank:ndcg": same("lambdarank"),
  "rank:map": same("lambdarank"),
  "rank:pairwise": same("lambdarank"),
}

export interface XgboostOptions {
  /** How many levels a category has, by column, where the file does not say. Ids from there on count as missing. */
  readonly levels?: Readonly<Record<string, number>> | undefined
}

export function readXgboost(text: string, { levels = {} }: XgboostOptions = {}): ImportedTrees {
  const { learner } = parse(text)
  const { booster, weights } = boosterOf(learner)
  const { num_class, num_feature, num_target, base_score } = learner.learner_model_param
  const counterpart = objectives[learner.objective.name]
  if (counterpart === undefined)
    throw importError(`was trained for "${learner.objective.name}", which has no counterpart`)
  if (Number(num_target) > 1) throw importError(`has ${num_target} targets in one; expected one`)
  const scores = Math.max(1, countOf(num_class))
  const names = Array.from({ length: countOf(num_feature) }, (_, i) => learner.feature_names[i] ?? `f${i}`)
  const texts = names.map((_, i) => levelTexts(booster.cats?.enc[i]))
  const columns = names.map((name, i) => columnOf(i, learner, booster.trees, texts[i]?.length ?? levels[name]))
  checkSetSizes(
    booster.trees.reduce((sum, tree) => sum + tree.categories_nodes.length, 0),
    columns.reduce((most, { kept }) => Math.max(most, kept?.length ?? 0), 0),
  )
  const trees = booster.trees.map((tree, i) =>
    checkedTree(xgboostTree(tree, columns, weights?.[i] ?? 1), columns.length),
  )
  return {
    model: {
      objective: counterpart.objective,
      scores,
      initial: initialOf(base_score, scores, counterpart),
      columns,
      trees: inRounds(trees, booster.tree_info, scores),
      isAveraged: false,
    },
    columns: names.map((name, i) => {
      const own = texts[i]
      return own === undefined ? { name } : { name, levels: own }
    }),
  }
}

const mostCounted = 1_000_000

function countOf(written: string): number {
  const count = Number(written)
  if (Number.isInteger(count) && count >= 0 && count <= mostCounted) return count
  throw importError(`says "${written}" where a count is expected`)
}

function parse(text: string): z.output<typeof modelSchema> {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    throw importError("is not JSON, or is cut off", 'save it with `booster.save_model("model.json")`')
  }
  const { data, error } = modelSchema.safeParse(content)
  if (data !== undefined) return data
  const [issue] = error.issues
  throw importError(
    `is not as XGBoost writes its JSON: ${issue?.message ?? ""} at ${issue?.path.join(".") ?? "the top"}`,
  )
}

function boosterOf({ gradient_booster: written }: Learner): {
  readonly booster: z.output<typeof boosterSchema>
  readonly weights: readonly number[] | undefined
} {
  if ("model" in written) return { booster: written.model, weights: written.model.weight_drop }
  if ("gbtree" in written) return { booster: written.gbtree.model, weights: written.weight_drop }
  throw importError("is linear: it has no trees")
}

/** Names of a category's levels, as ids or as joined UTF-8. */
function levelTexts(
  written: { readonly offsets?: readonly number[] | undefined; readonly values: readonly number[] } | undefined,
): readonly string[] | undefined {
  if (written === undefined || written.values.length === 0) return undefined
  const { offsets, values } = written
  if (offsets === undefined) return values.map(String)
  return checkedBounds(offsets, values.length)
    .slice(1)
    .map((end, i) => {
      const bytes = values.slice(offsets[i], end).map((byte) => `%${(byte & 255).toString(16).padStart(2, "0")}`)
      try {
        return decodeURIComponent(bytes.join(""))
      } catch {
        throw importError(`has a level whose name is not UTF-8`)
      }
    })
}

function columnOf(
  column: number,
  { feature_types: types }: Learner,
  trees: readonly XgboostTree[],
  levels: number | undefined,
): ModelColumn {
  let most = levels ?? 0
  let isCategory = types[column] === "c"
  for (const tree of trees)
    for (const [i, node] of tree.categories_nodes.entries()) {
      if (tree.split_indices[node] !== column) continue
      isCategory = true
      const begin = tree.categories_segments[i] ?? 0
      for (const level of tree.categories.slice(begin, begin + (tree.categories_sizes[i] ?? 0)))
        most = Math.max(most, level + 1)
      if (most > mostLevels) throw importError(`has a category of ${most} levels; ${mostLevels} is the most`)
    }
  return isCategory
    ? { kind: "category", kept: Int32Array.from({ length: most }, (_, level) => level) }
    : { kind: "number" }
}

function initialOf(written: string, scores: number, { toScore }: Counterpart): Float64Array {
  const bases = written.replaceAll(/[[\]]/g, "").split(",").map(Number)
  if (bases.some(Number.isNaN) || (bases.length !== 1 && bases.length !== scores))
    throw importError(`has the base score ${written}; expected ${scores} numbers`)
  return Float64Array.from({ length: scores }, (_, score) => toScore(bases[bases.length === 1 ? 0 : score]!))
}

/** The trees of a score need not be of as many rounds as they stand apart: several can be grown side by side. */
function inRounds<T>(trees: readonly T[], info: readonly number[], scores: number): readonly T[] {
  const byScore = Array.from({ length: scores }, (_, score) => trees.filter((__, i) => info[i] === score))
  const rounds = trees.length / scores
  if (info.length !== trees.length || byScore.some((own) => own.length !== rounds))
    throw importError("has not as many trees for one score as for another")
  return Array.from({ length: trees.length }, (_, i) => byScore[i % scores]![Math.floor(i / scores)]!)
}
