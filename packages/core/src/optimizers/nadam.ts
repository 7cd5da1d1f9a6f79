// NAdam: Adam that looks one step of momentum ahead, with μₜ = β₁ (1 − 0.96^(tψ)/2) (Dozat, 2016)
import { defineOptimizer } from "../define.ts"
import { add, div, mul, sqrt, sub } from "../ops/index.ts"
import { nonNegative } from "../schema/fields.ts"
import { adamSettings, corrections, leastEpsilon, momentStates, nextMoments } from "./moments.ts"
import { decayedGradient } from "./weight-decay.ts"

export const nadam = defineOptimizer({
  type: "nadam",
  summary: "Adam that looks one step of momentum ahead.",
  settings: { ...adamSettings, momentum_decay: nonNegative(0.004, "How fast the momentum approaches its full size.") },
  isElementwise: true,
  states: () => momentStates(false),
  scalars(settings, step, learningRate) {
    const [beta1] = settings.betas
    const root = Math.sqrt(corrections(settings.betas, step).c2)
    const momentum = (at: number): number => beta1 * (1 - 0.5 * 0.96 ** (at * settings.momentum_decay))
    const product = momentumProduct(momentum, step)
    const next = momentum(step + 1)
    return {
      gradient_rate: (learningRate * (1 - momentum(step))) / (1 - product) / root,
      moment_rate: (learningRate * next * (1 - beta1)) / (1 - product * next) / root,
      epsilon: Math.max(settings.eps, leastEpsilon) / root,
    }
  },
  update(settings, input) {
    const { state, scalars } = input
    const gradient = decayedGradient(input, settings.weight_decay)
    const moments = nextMoments(gradient, state, settings.betas)
    const ahead = add(mul(gradient, scalars["gradient_rate"]!), mul(moments.first, scalars["moment_rate"]!))
    const change = div(ahead, add(sqrt(moments.second), scalars["epsilon"]!))
    return { parameter: sub(input.parameter, change), state: { ...moments } }
  },
  examples: [{}, { weight_decay: 0.01, momentum_decay: 0.01 }],
})

/** μ₁ · … · μₜ; soon too small to matter, and taken as 0 from there on. */
function momentumProduct(momentum: (step: number) => number, step: number): number {
  let product = 1
  for (let at = 1; at <= step && product > 1e-18; at++) product *= momentum(at)
  return product
}
