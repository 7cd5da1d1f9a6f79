// Rules of boosted trees and linear models: what they can minimise, and what a target must be for it.
import { isRanking } from "../../trees/objectives/lambdarank.ts"
import { isLogarithmic } from "../gbm-trainer.ts"
import type { Config, GbmConfig, LinearConfig } from "../root.ts"
import { rule, type Check } from "./check.ts"

type Loss = Readonly<Record<string, unknown>>

/** Settings of losses that change the loss of each example, which only networks can. */
const settingsOfNetworks = { label_smoothing: 0, robust_lambda: 0, confidence_penalty: 0, class_similarities: null }

export const plainLosses: Check<GbmConfig | LinearConfig> = ({ model_type, output_features }) =>
  output_features.flatMap(({ loss }, index) =>
    Object.entries(settingsOfNetworks).flatMap(([key, none]) => {
      const value = (loss as Loss)[key] ?? none
      if (value === none) return []
      const message = `A ${model_type} model has no \`${key}\`; only networks do.`
      return [rule(["output_features", index, "loss", key], message, "Leave it out.")]
    }),
  )

export const treeObjectives: Check<GbmConfig> = ({ trainer, output_features, preprocessing }) => {
  const { objective, alpha, tweedie_variance_power: power } = trainer
  const path = ["trainer", "objective"]
  if (objective !== null && output_features.every(({ type }) => type !== "number"))
    return [
      rule(path, `\`objective\` is ${objective}, which is for number outputs, and there is none.`, "Leave it out."),
    ]
  if (objective === "quantile" && alpha >= 1)
    return [rule(["trainer", "alpha"], `\`alpha\` is ${alpha}; a quantile is between 0 and 1.`)]
  if (objective === "tweedie" && !(power > 1 && power < 2))
    return [
      rule(
        ["trainer", "tweedie_variance_power"],
        `\`tweedie_variance_power\` is ${power}; expected 1 to 2, neither of them.`,
      ),
    ]
  if (isRanking(objective) && preprocessing.group_column === null)
    return [
      rule(
        path,
        "`objective` is lambdarank, which orders the rows of groups, and there are none.",
        "Name the column that tells groups apart as `preprocessing.group_column`.",
      ),
    ]
  return isLogarithmic(objective) || isRanking(objective)
    ? unscaledNumbers({ output_features }, `\`objective\` is ${objective}`)
    : []
}

export const linearFamily: Check<LinearConfig> = ({ trainer, output_features }) =>
  trainer.family === "poisson" ? unscaledNumbers({ output_features }, "`family` is poisson") : []

/** Counts and amounts are numbers from 0 up, which they are no longer once they are centred. */
const unscaledNumbers = ({ output_features }: Pick<Config, "output_features">, what: string) =>
  output_features.flatMap((output, index) => {
    if (output.type !== "number" || output.preprocessing.normalization === null) return []
    const { name, preprocessing } = output
    const message = `${what}, which takes numbers from 0 up as they are; ${name} is normalized by ${preprocessing.normalization}.`
    return [rule(["output_features", index, "preprocessing", "normalization"], message, "Set `normalization` to null.")]
  })
