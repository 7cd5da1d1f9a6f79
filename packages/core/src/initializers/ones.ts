// wᵢ = 1
import { defineInitializer } from "../define.ts"
import { fill } from "./fill.ts"

export const ones = defineInitializer({
  type: "ones",
  summary: "One everywhere.",
  settings: {},
  sample: (_settings, shape) => fill(shape, () => 1),
  examples: [{}],
})
