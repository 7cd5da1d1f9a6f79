// |prediction − target|
import { defineLoss } from "../define.ts"
import { abs } from "../ops/index.ts"
import { errorOf } from "./error.ts"
import { lossSettings } from "./settings.ts"

export const meanAbsoluteError = defineLoss({
  type: "mean_absolute_error",
  summary: "The mean of absolute errors.",
  settings: lossSettings,
  finish: "mean",
  build: (_graph, _settings, input) => ({ values: abs(errorOf(input)) }),
  examples: [{}],
})
