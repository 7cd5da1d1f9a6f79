// LAMB: p ← p − ηr u with u = m̂ / (√v̂ + ε) + λp and r = min(1, max_unorm · ‖p‖ / ‖u‖) (You et al., 2020)
import { defineOptimizer } from "../define.ts"
import type { Value } from "../graph/graph.ts"
import { div, greater, maximum, minimum, mul, reduceL2, sub, where } from "../ops/index.ts"
import { flag, fraction } from "../schema/fields.ts"
import { adamDirection, adamScalars, adamSettings, amsgrad, momentStates, nextMoments } from "./moments.ts"
import { percentileClipping } from "./percentile-clipping.ts"
import { decayedGradient } from "./weight-decay.ts"

export const lamb = defineOptimizer({
  type: "lamb",
  summary: "Adam whose step is no longer than a share of each parameter's own length.",
  settings: {
    ...adamSettings,
    amsgrad,
    bias_correction: flag(true, "Whether the running means are corrected for beginning at 0."),
    adam_w_mode: flag(true, "Whether weight decay is beside the gradient instead of part of it."),
    max_unorm: fraction(1, "The longest step as a share of the parameter's length; 0 for no limit.", { impact: 2 }),
    percentile_clipping: percentileClipping,
    block_wise: flag(false, "Whether 8-bit states are scaled block by block; states here have 32 bits."),
  },
  isElementwise: false,
  states: (settings) => momentStates(settings.amsgrad),
  scalars(settings, step, learningRate) {
    const { factor, epsilon } = adamScalars(settings, settings.bias_correction ? step : Infinity) // β^∞ = 0: no correction
    return { rate: learningRate, factor, epsilon }
  },
  update(settings, input) {
    const { weight_decay: rate, adam_w_mode: isBeside, max_unorm: limit } = settings
    const gradient = isBeside ? input.gradient : decayedGradient(input, rate)
    const moments = nextMoments(gradient, input.state, settings.betas)
    const { direction, state } = adamDirection(moments, input.state, input.scalars["epsilon"]!)
    const scaled = mul(direction, input.scalars["factor"]!)
    const step = isBeside ? decayedGradient({ ...input, gradient: scaled }, rate) : scaled
    const stepRate =
      limit === 0 ? input.scalars["rate"]! : mul(trust(input.parameter, step, limit), input.scalars["rate"]!)
    return { parameter: sub(input.parameter, mul(step, stepRate)), state }
  },
  examples: [
    {},
    { weight_decay: 0.1, max_unorm: 0.5 },
    { adam_w_mode: false, weight_decay: 0.1, bias_correction: false },
  ],
})

/** min(1, limit · ‖p‖ / ‖u‖); 1 for parameters that are still 0. */
function trust(parameter: Value, step: Value, limit: number): Value {
  const length = reduceL2(parameter)
  const share = minimum(div(mul(length, limit), maximum(reduceL2(step), 1e-12)), 1)
  return where(greater(length, 0), share, 1)
}
