// wᵢ = val
import { defineInitializer } from "../define.ts"
import { real } from "../schema/fields.ts"
import { fill } from "./fill.ts"

export const constant = defineInitializer({
  type: "constant",
  summary: "The same number everywhere.",
  settings: { val: real(0, "The number.") },
  sample: (settings, shape) => fill(shape, () => settings.val),
  examples: [{}, { val: 0.5 }],
})
