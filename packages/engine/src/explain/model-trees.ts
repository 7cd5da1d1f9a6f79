// The trees of a model, and how much they rely on each column.
import {
  FidelioError,
  modelOutputs,
  treeImportance,
  treesOf,
  type ModelOutput,
  type ModelType,
  type TreeModel,
} from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { inputsOf } from "../training/learner-columns.ts"
import { scoresOf, unitsOf, type Score, type ScoreUnits } from "./scores.ts"

/** A type of model with its article. */
export const modelWords: { readonly [T in ModelType]: string } = {
  ecd: "a network",
  gbm: "boosted trees",
  linear: "a linear model",
}

export interface OutputTrees {
  readonly output: ModelOutput
  readonly trees: TreeModel
  readonly scores: readonly Score[]
  readonly units: ScoreUnits
}

/** The trees of each output; a model of another type has none, which `what` it is asked for tells. */
export function outputTrees(model: TrainedModel, what: string): readonly OutputTrees[] {
  const { model_type: type } = model.config
  if (type !== "gbm") {
    throw new FidelioError("usage/flag", `${what} come from boosted trees, but this model is ${modelWords[type]}.`, {
      at: "model_type",
      hint: "A dataset with known targets gives permutation importance, which every type of model has.",
    })
  }
  return modelOutputs(model.features).map((output) => {
    const trees = treesOf(output.feature.name, model.weights)
    const { objective } = trees
    return { output, trees, scores: scoresOf(output, objective, trees.scores), units: unitsOf(output, objective) }
  })
}

export interface ColumnGain {
  /** Name of the input. */
  readonly column: string
  /** What splits by it gained, and how many there are. */
  readonly gain: number
  readonly splits: number
  /** Of those of all columns. */
  readonly gainShare: number
  readonly splitShare: number
}

export interface TreesExplanation {
  readonly output: string
  readonly objective: string
  readonly trees: number
  /** The most important first. */
  readonly columns: readonly ColumnGain[]
}

export const explainTrees = (model: TrainedModel): readonly TreesExplanation[] =>
  outputTrees(model, "Gain and split importance").map(({ output, trees }) => ({
    output: output.feature.name,
    objective: trees.objective,
    trees: trees.trees.length,
    columns: gainsOf(
      inputsOf(model.features).map(({ name }) => name),
      trees,
    ),
  }))

function gainsOf(names: readonly string[], trees: TreeModel): readonly ColumnGain[] {
  const [gains, splits] = [treeImportance(trees, "gain"), treeImportance(trees, "split")]
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0) || 1
  const [allGains, allSplits] = [sum(gains), sum(splits)]
  return names
    .map((column, i) => {
      const [gain, count] = [gains[i]!, splits[i]!] // one a column
      return { column, gain, splits: count, gainShare: gain / allGains, splitShare: count / allSplits }
    })
    .toSorted((a, b) => b.gain - a.gain)
}
