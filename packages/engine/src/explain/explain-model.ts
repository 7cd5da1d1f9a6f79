// What a model relies on: its trees or coefficients, and with rows what columns and cells do to its predictions.
import { FidelioError, type ModelType } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import type { TableSource } from "../data/sources.ts"
import type { TableOptions } from "../prediction/predict-table.ts"
import { explainCoefficients, type CoefficientsExplanation } from "./coefficients.ts"
import { explainByPermutation, type PermutationExplanation, type PermutationSettings } from "./column-permutation.ts"
import { explainDependence, type DependenceChoice, type DependenceExplanation } from "./partial-dependence.ts"
import { drawTree, type DrawnTree, type TreeChoice } from "./draw-tree.ts"
import { explainTrees, type TreesExplanation } from "./model-trees.ts"
import { collectShapley, shapleyTables, type ShapleyExplanation } from "./shapley-tables.ts"

export interface ExplainOptions extends TableOptions {
  /** Rows with known targets, for permutation importance and Shapley values. */
  readonly dataset?: TableSource | undefined
  /** Rows for permutation importance, at most: drawn from the dataset. */
  readonly maxRows?: number | undefined
  /** How often each column is permuted. */
  readonly repeats?: number | undefined
  /** Of the rows drawn and of the permutations. */
  readonly seed?: number | undefined
  /** Of which columns partial dependence is wanted; of all where it is `true`. Rows need no targets for it. */
  readonly dependence?: boolean | DependenceChoice | undefined
  /** Whether Shapley values of every row are wanted: of trees. */
  readonly shap?: boolean | undefined
  /** A tree that is wanted as text or as a drawing. */
  readonly tree?: TreeChoice | undefined
  readonly onEvaluation?: PermutationSettings["onEvaluation"]
}

export interface Explanation {
  readonly modelType: ModelType
  /** Of boosted trees: one an output. */
  readonly trees?: readonly TreesExplanation[]
  /** Of linear models: one a score. */
  readonly coefficients?: readonly CoefficientsExplanation[]
  /** With a dataset. */
  readonly permutation?: PermutationExplanation
  /** Where it was asked for. */
  readonly dependence?: DependenceExplanation
  /** Where they were asked for: one a score. */
  readonly shap?: readonly ShapleyExplanation[]
  /** Where it was asked for. */
  readonly tree?: DrawnTree
}

export const explainDefaults = { maxRows: 4000, repeats: 5, seed: 42 } as const

/** Partial dependence predicts for every row as often as there are values. */
export const mostDependenceRows = 1000

export async function explainModel(model: TrainedModel, options: ExplainOptions = {}): Promise<Explanation> {
  const { dataset, shap = false, dependence = false, tree } = options
  const maxRows = positive("maxRows", options.maxRows ?? explainDefaults.maxRows)
  const repeats = positive("repeats", options.repeats ?? explainDefaults.repeats)
  const seed = options.seed ?? explainDefaults.seed
  const { model_type: modelType } = model.config
  const drawn = tree && drawTree(model, tree)
  const tables = shap ? shapleyTables(model) : []
  if (dataset === undefined && (shap || dependence !== false)) {
    const what = shap ? "Shapley values are" : "Partial dependence is"
    throw new FidelioError("usage/flag", `${what} of rows, but there is no dataset.`, {
      hint: "Give the rows as the dataset.",
    })
  }
  const permutation = dataset && (await explainByPermutation(model, dataset, { ...options, maxRows, repeats, seed }))
  const choice = dependence === true ? {} : dependence
  const dependences =
    dataset !== undefined && choice !== false
      ? await explainDependence(model, dataset, {
          ...options,
          ...choice,
          points: choice.points === undefined ? undefined : positive("points", choice.points),
          maxRows: Math.min(maxRows, mostDependenceRows),
          seed,
        })
      : undefined
  const values: ShapleyExplanation[] = []
  if (dataset !== undefined) for (const table of tables) values.push(await collectShapley(table, dataset, options))
  return {
    modelType,
    ...(modelType === "gbm" && { trees: explainTrees(model) }),
    ...(modelType === "linear" && { coefficients: explainCoefficients(model) }),
    ...(permutation && { permutation }),
    ...(dependences && { dependence: dependences }),
    ...(shap && { shap: values }),
    ...(drawn && { tree: drawn }),
  }
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new FidelioError("usage/flag", `${name} is ${value}, but it takes a whole number from 1 up.`)
}
