// Adam: p ← p − η m̂ / (√v̂ + ε), with weight decay as part of the gradient (Kingma and Ba, 2015; AMSGrad: Reddi et al., 2018).
import { defineOptimizer } from "../define.ts"
import { mul, sub } from "../ops/index.ts"
import { adamDirection, adamScalars, adamSettings, amsgrad, momentStates, nextMoments } from "./moments.ts"
import { decayedGradient } from "./weight-decay.ts"

export const adam = defineOptimizer({
  type: "adam",
  summary: "Steps scaled by running means of the gradient and of its square.",
  settings: { ...adamSettings, amsgrad },
  isElementwise: true,
  states: (settings) => momentStates(settings.amsgrad),
  scalars(settings, step, learningRate) {
    const { factor, epsilon } = adamScalars(settings, step)
    return { rate: learningRate * factor, epsilon }
  },
  update(settings, input) {
    const gradient = decayedGradient(input, settings.weight_decay)
    const moments = nextMoments(gradient, input.state, settings.betas)
    const { direction, state } = adamDirection(moments, input.state, input.scalars["epsilon"]!)
    return { parameter: sub(input.parameter, mul(direction, input.scalars["rate"]!)), state }
  },
  examples: [{}, { weight_decay: 0.01 }, { amsgrad: true, betas: [0.8, 0.95] }],
})
