// −log p of the target's class; for the background class the mean of −log p over all classes (Dhamija et al., 2018)
import { defineLoss } from "../define.ts"
import { classScores } from "./class-scores.ts"
import { openSetValues } from "./open-set.ts"
import { backgroundClass, lossSettings } from "./settings.ts"

export const entropicOpenSet = defineLoss({
  type: "entropic_open_set",
  summary: "Cross-entropy that wants even probabilities for the background class.",
  settings: { ...lossSettings, background_class: backgroundClass },
  finish: "mean",
  build: (_graph, settings, input) => ({ values: openSetValues(classScores(input), input, settings.background_class) }),
  examples: [{}, { background_class: 1 }],
})
