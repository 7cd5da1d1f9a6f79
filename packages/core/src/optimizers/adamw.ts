// AdamW: p ← (1 − ηλ) p − η m̂ / (√v̂ + ε) (Loshchilov and Hutter, 2019)
import { defineOptimizer } from "../define.ts"
import { mul, sub } from "../ops/index.ts"
import { adamDirection, adamScalars, adamSettings, amsgrad, momentStates, nextMoments } from "./moments.ts"
import { decayedParameter, keepScalar } from "./weight-decay.ts"

export const adamw = defineOptimizer({
  type: "adamw",
  summary: "Adam with weight decay beside the gradient.",
  settings: { ...adamSettings, amsgrad },
  isElementwise: true,
  states: (settings) => momentStates(settings.amsgrad),
  scalars(settings, step, learningRate) {
    const { factor, epsilon } = adamScalars(settings, step)
    return { rate: learningRate * factor, epsilon, ...keepScalar(settings.weight_decay, learningRate) }
  },
  update(settings, input) {
    const moments = nextMoments(input.gradient, input.state, settings.betas)
    const { direction, state } = adamDirection(moments, input.state, input.scalars["epsilon"]!)
    const kept = decayedParameter(input, settings.weight_decay)
    return { parameter: sub(kept, mul(direction, input.scalars["rate"]!)), state }
  },
  examples: [{}, { weight_decay: 0.1 }, { amsgrad: true, weight_decay: 0.01 }],
})
