// −log p + ε (1 − p) for the probability p of the target's class (Leng et al., 2022)
import { defineLoss } from "../define.ts"
import { exp, mul, sub } from "../ops/index.ts"
import { nonNegative } from "../schema/fields.ts"
import { classScores } from "./class-scores.ts"
import { lossSettings } from "./settings.ts"

export const poly = defineLoss({
  type: "poly",
  summary: "Cross-entropy with one more term of its series.",
  settings: { ...lossSettings, epsilon: nonNegative(1, "The weight of the extra term.") },
  finish: "mean",
  build(_graph, settings, input) {
    const { targetLogProbability } = classScores(input)
    const missing = sub(1, exp(targetLogProbability))
    return { values: sub(mul(missing, settings.epsilon), targetLogProbability) }
  },
  examples: [{}, { epsilon: 0.5 }],
})
