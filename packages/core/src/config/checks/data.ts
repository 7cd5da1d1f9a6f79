// Rules of the data as a whole: balancing, sampling, the split.
import { orList } from "../../schema/expectation.ts"
import type { Problem } from "../draft.ts"
import { rule, type Check } from "./check.ts"

export const balancing: Check = ({ preprocessing, output_features }) => {
  const { oversample_minority: over, undersample_majority: under } = preprocessing
  if (over === null && under === null) return []
  const key = over === null ? "undersample_majority" : "oversample_minority"
  if (over !== null && under !== null)
    return [
      rule(
        ["preprocessing", "undersample_majority"],
        "Both `oversample_minority` and `undersample_majority` are set.",
        "Keep one.",
      ),
    ]
  if (output_features.length !== 1 || output_features[0]?.type !== "binary")
    return [rule(["preprocessing", key], `\`${key}\` needs exactly one output, a binary one.`)]
  return []
}

export const sampling: Check = ({ preprocessing }) =>
  preprocessing.sample_size !== null && preprocessing.sample_ratio < 1
    ? [rule(["preprocessing", "sample_size"], "Both `sample_size` and `sample_ratio` are set.", "Keep one.")]
    : []

/** Every value of a stratified column is spread over all splits, and so are the groups that have it. */
export const wholeGroups: Check = ({ preprocessing: { group_column: group, split } }) =>
  group === null || split.type !== "stratify"
    ? []
    : [
        rule(
          ["preprocessing", "split", "type"],
          `A stratify split deals out single rows, which breaks the groups of ${group}.`,
          "Use a random split, which then deals out whole groups, or a fixed one.",
        ),
      ]

export const splitRules: Check = (config) => {
  const { split } = config.preprocessing
  const problems: Problem[] = []
  if ("probabilities" in split) {
    const [train] = split.probabilities
    const sum = split.probabilities.reduce((total, share) => total + share, 0)
    const path = ["preprocessing", "split", "probabilities"]
    if (Math.abs(sum - 1) > 1e-6)
      problems.push(rule(path, `The shares of the split add up to ${Number(sum.toPrecision(6))}; expected 1.`))
    else if (train === 0)
      problems.push(rule(path, "No rows are left to train on.", "Give training, the first of the three, a share."))
  }
  if (split.type === "stratify" || split.type === "datetime") {
    const allowed = split.type === "stratify" ? ["binary", "category"] : ["date"]
    const feature = [...config.input_features, ...config.output_features].find(({ column }) => column === split.column)
    if (feature !== undefined && !allowed.includes(feature.type))
      problems.push(
        rule(
          ["preprocessing", "split", "column"],
          `${split.column} is a ${feature.type} feature; a ${split.type} split needs a column that is ${orList(allowed)}, or no feature.`,
        ),
      )
  }
  return problems
}
