// SGD: p ← p − ηg; with momentum b ← μb + (1 − dampening) g and p ← p − ηb (Nesterov: g + μb)
import { defineOptimizer } from "../define.ts"
import { add, mul, sub } from "../ops/index.ts"
import { flag, nonNegative } from "../schema/fields.ts"
import { decayedGradient, weightDecay } from "./weight-decay.ts"

export const sgd = defineOptimizer({
  type: "sgd",
  summary: "Steps along the gradient, with momentum where asked for.",
  settings: {
    momentum: nonNegative(0, "How much of the last step each step keeps.", { impact: 2 }),
    weight_decay: weightDecay(),
    dampening: nonNegative(0, "How much less of the gradient goes into the momentum."),
    nesterov: flag(false, "Whether the step looks one step of momentum ahead."),
  },
  isElementwise: true,
  states: (settings) => (settings.momentum === 0 ? {} : { momentum: 0 }),
  scalars(settings, step, learningRate) {
    const isDamped = settings.momentum > 0 && settings.dampening > 0
    return { rate: learningRate, ...(isDamped ? { share: step === 1 ? 1 : 1 - settings.dampening } : {}) } // the first momentum is the whole gradient
  },
  update(settings, input) {
    const { parameter, state, scalars } = input
    const gradient = decayedGradient(input, settings.weight_decay)
    if (settings.momentum === 0) return { parameter: sub(parameter, mul(gradient, scalars["rate"]!)), state: {} }
    const share = scalars["share"]
    const taken = share === undefined ? gradient : mul(gradient, share)
    const momentum = add(mul(state["momentum"]!, settings.momentum), taken)
    const direction = settings.nesterov ? add(gradient, mul(momentum, settings.momentum)) : momentum
    return { parameter: sub(parameter, mul(direction, scalars["rate"]!)), state: { momentum } }
  },
  examples: [
    {},
    { momentum: 0.9, weight_decay: 0.01 },
    { momentum: 0.9, dampening: 0.5 },
    { momentum: 0.9, nesterov: true },
  ],
})
