// wᵢ = 0
import { defineInitializer } from "../define.ts"
import { fill } from "./fill.ts"

export const zeros = defineInitializer({
  type: "zeros",
  summary: "Zero everywhere.",
  settings: {},
  sample: (_settings, shape) => fill(shape, () => 0),
  examples: [{}],
})
