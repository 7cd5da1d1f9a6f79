// Entropic open-set loss + ζ · (max(ξ − ‖z‖, 0)² for known classes, ‖z‖² for the background class) (Dhamija et al., 2018)
import { defineLoss } from "../define.ts"
import { add, mul, reduceSumSquare, relu, sqrt, sub } from "../ops/index.ts"
import { nonNegative } from "../schema/fields.ts"
import { classScores, isBackground } from "./class-scores.ts"
import { openSetValues } from "./open-set.ts"
import { backgroundClass, lossSettings } from "./settings.ts"

export const objectosphere = defineLoss({
  type: "objectosphere",
  summary:
    "The entropic open-set loss that also wants large logits for known classes and small ones for the background.",
  settings: {
    ...lossSettings,
    background_class: backgroundClass,
    xi: nonNegative(10, "The least length of the logits of known classes."),
    zeta: nonNegative(0.1, "The weight of the lengths."),
  },
  finish: "mean",
  build(_graph, settings, input) {
    const scores = classScores(input)
    const squaredLength = reduceSumSquare(scores.logits, { axes: [1] })
    const short = relu(sub(settings.xi, sqrt(add(squaredLength, 1e-12)))) // the root has no slope at 0
    const known = mul(short, short)
    const length =
      settings.background_class === null
        ? known
        : add(known, mul(isBackground(input.target, settings.background_class), sub(squaredLength, known)))
    return { values: add(openSetValues(scores, input, settings.background_class), mul(length, settings.zeta)) }
  },
  examples: [{}, { background_class: 0, xi: 2, zeta: 0.5 }],
})
