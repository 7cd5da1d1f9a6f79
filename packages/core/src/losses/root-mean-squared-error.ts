// √ mean (prediction − target)²
import { defineLoss } from "../define.ts"
import { mul } from "../ops/index.ts"
import { errorOf } from "./error.ts"
import { lossSettings } from "./settings.ts"

export const rootMeanSquaredError = defineLoss({
  type: "root_mean_squared_error",
  summary: "The root of the mean of squared errors.",
  settings: lossSettings,
  finish: "root_mean",
  build(_graph, _settings, input) {
    const error = errorOf(input)
    return { values: mul(error, error) }
  },
  examples: [{}],
})
