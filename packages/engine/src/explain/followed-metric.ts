// What training followed, to be computed of other rows: a metric of an output, or what its trees minimise.
import {
  encodedColumn,
  exampleWeights,
  groupsOfRows,
  isRanking,
  modelOutputs,
  predictTreeScores,
  treesOf,
  type EncodedSplit,
  type GbmConfig,
} from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { resolveGbm } from "../training/gbm-auto.ts"
import { learnerColumns } from "../training/learner-columns.ts"
import { chooseObjective } from "../training/tree-objective.ts"
import { validationTarget } from "../training/validation-target.ts"

export interface FollowedMetric {
  readonly output: string
  readonly metric: string
  readonly direction: "minimize" | "maximize"
  /** Of what is no metric of reports. */
  readonly of?: (examples: EncodedSplit) => number
}

export function followedMetric(model: TrainedModel): FollowedMetric {
  const { field: output, metric, direction } = validationTarget(model.spec, model.config.trainer, true)
  const objective = model.config.model_type === "gbm" && metric === "loss" ? ownObjective(model, output) : undefined
  return objective === undefined
    ? { output, metric, direction }
    : { output, metric: "objective", direction: "minimize", of: objective }
}

/** Undefined where the trees of the output minimise its loss. */
function ownObjective(model: TrainedModel, name: string): FollowedMetric["of"] {
  const { features, layout, weights } = model
  const { trainer } = resolveGbm(model.config as GbmConfig) // by its type
  const output = modelOutputs(features).find(({ feature }) => feature.name === name)
  const chosen = output && chooseObjective(output, trainer)
  if (output === undefined || chosen?.isOwn !== true) return undefined
  const trees = treesOf(name, weights)
  const classes = output.type.logitsSize(output.feature)
  return (examples) => {
    const targets = encodedColumn(layout, examples, output.feature)
    const data = {
      rows: examples.size,
      targets,
      weights: exampleWeights(output.feature, targets, classes),
      groups: isRanking(chosen.objective.type) ? groupsOfRows(layout, examples) : undefined,
      classes: Math.max(2, classes),
      settings: { ...chosen.trainer, seed: 0 }, // nothing of a loss is random
    }
    return chosen.objective.loss(data, predictTreeScores(trees, learnerColumns(features, layout, examples)))
  }
}
