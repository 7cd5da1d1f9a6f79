// Rules of features, each by itself: names, limits, missing values.
import type { InputFeatureConfig } from "../root.ts"
import { rule, type Check } from "./check.ts"

const sides = ["input_features", "output_features"] as const

export const uniqueNames: Check = (config) =>
  sides.flatMap((side) => {
    const seen = new Set<string>()
    return config[side].flatMap(({ name }, index) =>
      seen.size === seen.add(name).size
        ? [
            rule(
              [side, index, "name"],
              `Two features of \`${side}\` are called ${name}.`,
              "Give one another name; `column` says which column it reads.",
            ),
          ]
        : [],
    )
  })

export const someActive: Check = (config) =>
  sides.flatMap((side) =>
    config[side].some((feature) => feature.active) ? [] : [rule([side], `No feature of \`${side}\` is active.`)],
  )

export const limits: Check = (config) =>
  config.output_features.flatMap((output, index) =>
    output.type === "number" && output.clip !== null && output.clip[0] >= output.clip[1]
      ? [
          rule(
            ["output_features", index, "clip"],
            `\`clip\` is ${output.clip.join(" to ")}; expected the least first, then the greatest.`,
          ),
        ]
      : [],
  )

export const missingKept: Check = ({ model_type, input_features, output_features }) => {
  const isKept = ({
    preprocessing: { missing_value_strategy, outlier_strategy },
  }: Extract<InputFeatureConfig, { type: "number" }>): boolean =>
    missing_value_strategy === "keep" || outlier_strategy === "keep"
  const inputs = input_features.flatMap((input, index) =>
    input.type !== "number" || !isKept(input) || (model_type === "gbm" && input.preprocessing.normalization === null)
      ? []
      : [
          rule(
            ["input_features", index, "preprocessing", "missing_value_strategy"],
            `${input.name} keeps missing values, which only trees can take, and only as they are.`,
            model_type === "gbm" ? "Set `normalization` to null." : "Fill them: `fill_with_mean`.",
          ),
        ],
  )
  const outputs = output_features.flatMap((output, index) =>
    output.type === "number" && output.preprocessing.missing_value_strategy === "keep"
      ? [
          rule(
            ["output_features", index, "preprocessing", "missing_value_strategy"],
            `${output.name} is predicted, so a missing value cannot be kept.`,
            "Use `drop_row`.",
          ),
        ]
      : [],
  )
  return [...inputs, ...outputs]
}
