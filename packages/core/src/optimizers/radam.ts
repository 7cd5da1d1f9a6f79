// RAdam: Adam whose steps are plain momentum until the variance of its second moment can be rectified (Liu et al., 2020)
import { defineOptimizer } from "../define.ts"
import { add, div, mul, sqrt, sub } from "../ops/index.ts"
import { adamSettings, corrections, leastEpsilon, momentStates, nextMoments } from "./moments.ts"
import { decayedGradient } from "./weight-decay.ts"

export const radam = defineOptimizer({
  type: "radam",
  summary: "Adam that trusts its second moment only once it is sure of it.",
  settings: adamSettings,
  isElementwise: true,
  states: () => momentStates(false),
  scalars(settings, step, learningRate) {
    const { c1, c2 } = corrections(settings.betas, step)
    const rectification = rectify(settings.betas[1], step)
    const root = Math.sqrt(1 - settings.betas[1])
    const corrected = Math.sqrt(c2) / root // 1 / √(1 − β₂ᵗ)
    return {
      plain_rate: rectification === null ? learningRate * c1 : 0,
      scaled_rate: rectification === null ? 0 : (learningRate * c1 * rectification) / corrected / root,
      epsilon: Math.max(settings.eps, leastEpsilon) / root,
    }
  },
  update(settings, input) {
    const { state, scalars } = input
    const moments = nextMoments(decayedGradient(input, settings.weight_decay), state, settings.betas)
    const scaled = div(scalars["scaled_rate"]!, add(sqrt(moments.second), scalars["epsilon"]!))
    const change = mul(moments.first, add(scaled, scalars["plain_rate"]!))
    return { parameter: sub(input.parameter, change), state: { ...moments } }
  },
  examples: [{}, { weight_decay: 0.01, betas: [0.9, 0.99] }],
})

/** The rectification of the variance at a step, or null where it cannot be had yet. */
function rectify(beta2: number, step: number): number | null {
  const longest = 2 / (1 - beta2) - 1
  const power = beta2 ** step
  const length = longest - (2 * step * power) / (1 - power)
  if (length <= 5) return null
  return Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length))
}
