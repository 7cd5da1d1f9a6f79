// √ mean ((prediction − target) / target)²
import { defineLoss } from "../define.ts"
import { mul } from "../ops/index.ts"
import { relativeErrorOf } from "./error.ts"
import { lossSettings } from "./settings.ts"

export const rootMeanSquaredPercentageError = defineLoss({
  type: "root_mean_squared_percentage_error",
  summary: "The root of the mean of squared errors, each as a share of its target.",
  settings: lossSettings,
  inOwnUnits: true,
  finish: "root_mean",
  build(_graph, _settings, input) {
    const error = relativeErrorOf(input)
    return { values: mul(error, error) }
  },
  examples: [{}],
})
