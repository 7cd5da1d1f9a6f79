// RMSprop: p ← p − η g / (√s + ε) with s ← αs + (1 − α) g², centred s − ḡ² (Tieleman and Hinton, 2012); s and ḡ are kept unscaled
import { defineOptimizer } from "../define.ts"
import { add, div, mul, relu, sqrt, sub } from "../ops/index.ts"
import type { Value } from "../graph/graph.ts"
import { flag, nonNegative } from "../schema/fields.ts"
import { z } from "zod"
import { leastEpsilon } from "./moments.ts"
import { decayedGradient, weightDecay } from "./weight-decay.ts"

export const rmsprop = defineOptimizer({
  type: "rmsprop",
  summary: "Steps scaled by a running mean of the gradient's square.",
  settings: {
    momentum: nonNegative(0, "How much of the last step each step keeps."),
    alpha: z.number().min(0).lt(1).default(0.99).meta({ description: "How much of the mean square each step keeps." }),
    eps: nonNegative(1e-8, "Added to the root of the mean square, so that small gradients do not take large steps."),
    centered: flag(false, "Whether the mean gradient is taken off before squaring."),
    weight_decay: weightDecay(),
  },
  isElementwise: true,
  states: (settings) => ({
    square: 0,
    ...(settings.centered ? { mean: 0 } : {}),
    ...(settings.momentum > 0 ? { momentum: 0 } : {}),
  }),
  scalars: (settings, _step, learningRate) => ({ rate: learningRate / Math.sqrt(1 - settings.alpha) }),
  update(settings, input) {
    const { state } = input
    const gradient = decayedGradient(input, settings.weight_decay)
    const next: Record<string, Value> = { square: add(mul(state["square"]!, settings.alpha), mul(gradient, gradient)) }
    let variance = next["square"]!
    if (settings.centered) {
      const mean = add(mul(state["mean"]!, settings.alpha), gradient)
      next["mean"] = mean
      variance = relu(sub(variance, mul(mul(mean, mean), 1 - settings.alpha)))
    }
    let direction = div(
      gradient,
      add(sqrt(variance), Math.max(settings.eps, leastEpsilon) / Math.sqrt(1 - settings.alpha)),
    )
    if (settings.momentum > 0) {
      direction = add(mul(state["momentum"]!, settings.momentum), direction)
      next["momentum"] = direction
    }
    return { parameter: sub(input.parameter, mul(direction, input.scalars["rate"]!)), state: next }
  },
  examples: [{}, { momentum: 0.9 }, { centered: true, weight_decay: 0.01, alpha: 0.9 }],
})
