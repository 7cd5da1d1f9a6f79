// w ~ N(0, gain² / fan) (He et al., 2015)
import { defineInitializer } from "../define.ts"
import { fill } from "./fill.ts"
import { kaimingDeviation, kaimingSettings } from "./kaiming.ts"

export const kaimingNormal = defineInitializer({
  type: "kaiming_normal",
  summary: "Normal, scaled by the width before (or after) for the activation that follows.",
  settings: kaimingSettings,
  sample(settings, shape, random) {
    const deviation = kaimingDeviation(settings, shape)
    return fill(shape, () => deviation * random.normal())
  },
  examples: [{}, { nonlinearity: "relu" }],
})
