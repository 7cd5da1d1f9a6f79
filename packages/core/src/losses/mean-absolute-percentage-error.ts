// |prediction − target| / |target|
import { defineLoss } from "../define.ts"
import { abs } from "../ops/index.ts"
import { relativeErrorOf } from "./error.ts"
import { lossSettings } from "./settings.ts"

export const meanAbsolutePercentageError = defineLoss({
  type: "mean_absolute_percentage_error",
  summary: "The mean of absolute errors, each as a share of its target.",
  settings: lossSettings,
  inOwnUnits: true,
  finish: "mean",
  build: (_graph, _settings, input) => ({ values: abs(relativeErrorOf(input)) }),
  examples: [{}],
})
