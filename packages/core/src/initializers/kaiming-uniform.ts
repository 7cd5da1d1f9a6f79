// w ~ U(−a, a), a = gain · √(3 / fan) (He et al., 2015)
import { defineInitializer } from "../define.ts"
import { fill } from "./fill.ts"
import { kaimingDeviation, kaimingSettings } from "./kaiming.ts"

export const kaimingUniform = defineInitializer({
  type: "kaiming_uniform",
  summary: "Uniform, scaled by the width before (or after) for the activation that follows.",
  settings: kaimingSettings,
  sample(settings, shape, random) {
    const bound = Math.sqrt(3) * kaimingDeviation(settings, shape)
    return fill(shape, () => bound * (2 * random.uniform() - 1))
  },
  examples: [{}, { nonlinearity: "relu", mode: "fan_out" }],
})
