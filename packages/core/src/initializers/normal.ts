// w ~ N(mean, std²)
import { defineInitializer } from "../define.ts"
import { nonNegative, real } from "../schema/fields.ts"
import { fill } from "./fill.ts"

export const normal = defineInitializer({
  type: "normal",
  summary: "Normal with a mean and a standard deviation.",
  settings: { mean: real(0, "The mean."), std: nonNegative(1, "The standard deviation.") },
  sample: (settings, shape, random) => fill(shape, () => settings.mean + settings.std * random.normal()),
  examples: [{}, { std: 0.02 }],
})
