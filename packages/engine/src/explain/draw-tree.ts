// One tree of a model as text or as a drawing, in the units and texts of the data.
import { FidelioError, formatTree, treeAsGraphviz, treeAsMermaid, treeAsSvg, type TreeNames } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { inputsOf } from "../training/learner-columns.ts"
import { columnNames, shownNumber } from "./own-units.ts"
import { outputTrees, type OutputTrees } from "./model-trees.ts"
import type { Score } from "./scores.ts"

const drawings = {
  text: formatTree,
  svg: treeAsSvg,
  dot: treeAsGraphviz,
  mermaid: treeAsMermaid,
} as const

export type TreeFormat = keyof typeof drawings

export interface TreeChoice {
  /** Its number among all trees of the output, from 0: round after round, in each one tree a class. */
  readonly tree: number
  /** Name of the output; the first where it is not given. */
  readonly output?: string | undefined
  /** Text where it is not given. */
  readonly format?: TreeFormat | undefined
}

export interface DrawnTree extends Score {
  readonly tree: number
  /** From 0. */
  readonly round: number
  /** Trees of the output. */
  readonly trees: number
  readonly leaves: number
  readonly text: string
}

export function drawTree(model: TrainedModel, { tree: number, output, format = "text" }: TreeChoice): DrawnTree {
  const { trees, scores, units } = chosenOutput(outputTrees(model, "Trees"), output)
  const tree = trees.trees[number]
  if (tree === undefined) {
    const last = trees.trees.length - 1
    throw new FidelioError("usage/flag", `There is no tree ${number}: ${scores[0]!.output} has trees 0 to ${last}.`)
  }
  const names: TreeNames = {
    columns: inputsOf(model.features).map(columnNames),
    value: (value) => shownNumber(value * units.scale),
  }
  return {
    ...scores[number % trees.scores]!, // one a score
    tree: number,
    round: Math.floor(number / trees.scores),
    trees: trees.trees.length,
    leaves: tree.leaves,
    text: drawings[format](tree, names),
  }
}

function chosenOutput(outputs: readonly OutputTrees[], name: string | undefined): OutputTrees {
  const names = outputs.map(({ output }) => output.feature.name)
  const found = outputs[name === undefined ? 0 : names.indexOf(name)]
  if (found !== undefined) return found
  throw new FidelioError("usage/flag", `The model has no output "${name}".`, { hint: `It has ${names.join(", ")}.` })
}
