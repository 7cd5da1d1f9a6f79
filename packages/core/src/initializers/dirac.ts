// wᵢⱼ = 1 where i = j within each group, else 0: as many channels as possible pass through unchanged.
import { defineInitializer } from "../define.ts"
import { positiveInt } from "../schema/fields.ts"
import { fans } from "./fan.ts"

export const dirac = defineInitializer({
  type: "dirac",
  summary: "Passes as many inputs as possible through unchanged, group by group.",
  settings: { groups: positiveInt(1, "Into how many groups the outputs are divided.") },
  sample(settings, shape) {
    const { fanIn, fanOut } = fans(shape)
    const numbers = new Float32Array(fanIn * fanOut)
    const groupSize = Math.ceil(fanOut / settings.groups)
    for (let j = 0; j < fanOut; j++) if (j % groupSize < fanIn) numbers[(j % groupSize) * fanOut + j] = 1
    return numbers
  },
  examples: [{}, { groups: 2 }],
})
