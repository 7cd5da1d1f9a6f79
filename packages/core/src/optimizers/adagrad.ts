// Adagrad: p ← p − ηₜ g / (√Σg² + ε) with ηₜ = η / (1 + (t − 1) · lr_decay) (Duchi et al., 2011)
import { defineOptimizer } from "../define.ts"
import { add, div, mul, sqrt, sub } from "../ops/index.ts"
import { nonNegative } from "../schema/fields.ts"
import { leastEpsilon } from "./moments.ts"
import { decayedGradient, weightDecay } from "./weight-decay.ts"

export const adagrad = defineOptimizer({
  type: "adagrad",
  summary: "Steps scaled by all squared gradients so far.",
  settings: {
    initial_accumulator_value: nonNegative(0, "What the sum of squares begins with."),
    lr_decay: nonNegative(0, "How fast the learning rate falls with the steps."),
    weight_decay: weightDecay(),
    eps: nonNegative(1e-10, "Added to the root of the sum, so that small gradients do not take large steps."),
  },
  isElementwise: true,
  states: (settings) => ({ sum: settings.initial_accumulator_value }),
  scalars: (settings, step, learningRate) => ({ rate: learningRate / (1 + (step - 1) * settings.lr_decay) }),
  update(settings, input) {
    const gradient = decayedGradient(input, settings.weight_decay)
    const sum = add(input.state["sum"]!, mul(gradient, gradient))
    const direction = div(gradient, add(sqrt(sum), Math.max(settings.eps, leastEpsilon)))
    return { parameter: sub(input.parameter, mul(direction, input.scalars["rate"]!)), state: { sum } }
  },
  examples: [{}, { initial_accumulator_value: 0.1, lr_decay: 0.1, weight_decay: 0.01 }],
})
