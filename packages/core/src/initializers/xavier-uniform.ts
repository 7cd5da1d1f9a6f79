// w ~ U(−a, a), a = gain · √(6 / (fan-in + fan-out)) (Glorot and Bengio, 2010)
import { defineInitializer } from "../define.ts"
import { nonNegative } from "../schema/fields.ts"
import { fans } from "./fan.ts"
import { fill } from "./fill.ts"

export const xavierUniform = defineInitializer({
  type: "xavier_uniform",
  summary: "Uniform, scaled by the sum of the widths before and after.",
  settings: { gain: nonNegative(1, "Multiplies the range.") },
  sample(settings, shape, random) {
    const { fanIn, fanOut } = fans(shape)
    const bound = settings.gain * Math.sqrt(6 / (fanIn + fanOut))
    return fill(shape, () => bound * (2 * random.uniform() - 1))
  },
  examples: [{}, { gain: 0.5 }],
})
