// w ~ N(0, gain² · 2 / (fan-in + fan-out)) (Glorot and Bengio, 2010)
import { defineInitializer } from "../define.ts"
import { nonNegative } from "../schema/fields.ts"
import { fans } from "./fan.ts"
import { fill } from "./fill.ts"

export const xavierNormal = defineInitializer({
  type: "xavier_normal",
  summary: "Normal, scaled by the sum of the widths before and after.",
  settings: { gain: nonNegative(1, "Multiplies the standard deviation.") },
  sample(settings, shape, random) {
    const { fanIn, fanOut } = fans(shape)
    const deviation = settings.gain * Math.sqrt(2 / (fanIn + fanOut))
    return fill(shape, () => deviation * random.normal())
  },
  examples: [{}, { gain: 0.5 }],
})
