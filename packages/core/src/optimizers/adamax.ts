// Adamax: p ← p − η m̂ / u with u ← max(β₂u, |g| + ε) (Kingma and Ba, 2015)
import { defineOptimizer } from "../define.ts"
import { abs, add, div, maximum, mul, sub } from "../ops/index.ts"
import { adamSettings, leastEpsilon } from "./moments.ts"
import { decayedGradient } from "./weight-decay.ts"

export const adamax = defineOptimizer({
  type: "adamax",
  summary: "Adam with the largest recent gradient in place of the root of the mean square.",
  settings: adamSettings,
  isElementwise: true,
  states: () => ({ first: 0, largest: 0 }),
  scalars(settings, step, learningRate) {
    const [beta1] = settings.betas
    return { rate: (learningRate * (1 - beta1)) / (1 - beta1 ** step) }
  },
  update(settings, input) {
    const [beta1, beta2] = settings.betas
    const gradient = decayedGradient(input, settings.weight_decay)
    const first = add(mul(input.state["first"]!, beta1), gradient)
    const largest = maximum(
      mul(input.state["largest"]!, beta2),
      add(abs(gradient), Math.max(settings.eps, leastEpsilon)),
    )
    const change = mul(div(first, largest), input.scalars["rate"]!)
    return { parameter: sub(input.parameter, change), state: { first, largest } }
  },
  examples: [{}, { weight_decay: 0.01 }],
})
