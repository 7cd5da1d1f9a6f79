// Lion: p ← (1 − ηλ) p − η sign(β₁m + (1 − β₁) g), then m ← β₂m + (1 − β₂) g (Chen et al., 2023)
import { defineOptimizer } from "../define.ts"
import { add, mul, sign, sub } from "../ops/index.ts"
import { betas, flag } from "../schema/fields.ts"
import { percentileClipping } from "./percentile-clipping.ts"
import { decayedParameter, keepScalar, weightDecay } from "./weight-decay.ts"

export const lion = defineOptimizer({
  type: "lion",
  summary: "Steps of one size, along the sign of the momentum.",
  settings: {
    betas: betas(),
    weight_decay: weightDecay(),
    percentile_clipping: percentileClipping,
    block_wise: flag(true, "Whether 8-bit states are scaled block by block; states here have 32 bits."),
  },
  isElementwise: true,
  states: () => ({ momentum: 0 }),
  scalars: (settings, _step, learningRate) => ({
    rate: learningRate,
    ...keepScalar(settings.weight_decay, learningRate),
  }),
  update(settings, input) {
    const [beta1, beta2] = settings.betas
    const { gradient, state, scalars } = input
    const momentum = state["momentum"]!
    const direction = sign(add(mul(momentum, beta1), mul(gradient, 1 - beta1)))
    return {
      parameter: sub(decayedParameter(input, settings.weight_decay), mul(direction, scalars["rate"]!)),
      state: { momentum: add(mul(momentum, beta2), mul(gradient, 1 - beta2)) },
    }
  },
  examples: [{}, { weight_decay: 0.1, betas: [0.95, 0.98] }],
})
