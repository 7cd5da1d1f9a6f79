// α (1 − p)^γ · −log p for the probability p of the target's class (Lin et al., 2017); for binaries false targets have 1 − α.
import { defineLoss } from "../define.ts"
import { widthOf } from "../layers/dense.ts"
import { add, exp, maximum, mul, neg, pow, sub } from "../ops/index.ts"
import { fraction, nonNegative } from "../schema/fields.ts"
import { classScores } from "./class-scores.ts"
import { lossSettings } from "./settings.ts"

export const focal = defineLoss({
  type: "focal",
  summary: "Cross-entropy that counts examples already predicted well for less.",
  settings: {
    ...lossSettings,
    alpha: fraction(0.25, "What the loss is multiplied by; for binaries only where the target is true, 1 − α else."),
    gamma: nonNegative(2, "How much less the well predicted count; 0 for not at all.", { impact: 2 }),
  },
  finish: "mean",
  build(_graph, settings, input) {
    const { targetLogProbability } = classScores(input)
    const missing = maximum(sub(1, exp(targetLogProbability)), 1e-12) // above 0, where roots have no slope
    const focused =
      settings.gamma === 0 ? neg(targetLogProbability) : mul(pow(missing, settings.gamma), neg(targetLogProbability))
    if (widthOf(input.logits) > 1) return { values: mul(focused, settings.alpha) }
    return { values: mul(focused, add(mul(input.target, 2 * settings.alpha - 1), 1 - settings.alpha)) }
  },
  examples: [{}, { alpha: 0.75, gamma: 0 }, { alpha: 0.5, gamma: 0.5 }],
})
