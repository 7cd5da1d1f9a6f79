// Adadelta: p ← p − η d with d = g √(a + ε) / √(s + ε), s and a running means of g² and d² (Zeiler, 2012); both are kept unscaled
import { z } from "zod"
import { defineOptimizer } from "../define.ts"
import { add, div, mul, sqrt, sub } from "../ops/index.ts"
import { nonNegative } from "../schema/fields.ts"
import { leastEpsilon } from "./moments.ts"
import { decayedGradient, weightDecay } from "./weight-decay.ts"

export const adadelta = defineOptimizer({
  type: "adadelta",
  summary: "Steps scaled by the ratio of recent steps to recent gradients.",
  settings: {
    rho: z.number().min(0).lt(1).default(0.9).meta({ description: "How much of both running means each step keeps." }),
    eps: nonNegative(1e-6, "Added to both mean squares before their root."),
    weight_decay: weightDecay(),
  },
  isElementwise: true,
  states: () => ({ square: 0, step_square: 0 }),
  scalars: (_settings, _step, learningRate) => ({ rate: learningRate }),
  update(settings, input) {
    const { rho } = settings
    const eps = Math.max(settings.eps, leastEpsilon) / (1 - rho) // for running means not multiplied by 1 − ρ
    const gradient = decayedGradient(input, settings.weight_decay)
    const square = add(mul(input.state["square"]!, rho), mul(gradient, gradient))
    const ratio = div(add(input.state["step_square"]!, eps), add(square, eps))
    const direction = mul(sqrt(ratio), gradient)
    const stepSquare = add(mul(input.state["step_square"]!, rho), mul(direction, direction))
    const parameter = sub(input.parameter, mul(direction, input.scalars["rate"]!))
    return { parameter, state: { square, step_square: stepSquare } }
  },
  examples: [{}, { rho: 0.8, weight_decay: 0.01 }],
})
