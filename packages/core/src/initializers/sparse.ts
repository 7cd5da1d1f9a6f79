// wᵢⱼ ~ N(0, std²), but a share of each output's weights is zero (Martens, 2010).
import { defineInitializer } from "../define.ts"
import { fraction, nonNegative } from "../schema/fields.ts"
import { fans } from "./fan.ts"
import { fill } from "./fill.ts"

export const sparse = defineInitializer({
  type: "sparse",
  summary: "Normal with a share of each output's weights set to zero.",
  settings: {
    sparsity: fraction(0.1, "The share of zeros."),
    std: nonNegative(0.01, "The standard deviation of the others."),
  },
  sample(settings, shape, random) {
    const { fanIn, fanOut } = fans(shape)
    const numbers = fill(shape, () => settings.std * random.normal())
    const zeros = Math.ceil(settings.sparsity * fanIn)
    for (let column = 0; column < fanOut; column++) {
      const rows = Array.from({ length: fanIn }, (_, row) => row)
      for (let i = 0; i < zeros; i++) {
        const [row] = rows.splice(random.below(rows.length), 1)
        numbers[(row ?? 0) * fanOut + column] = 0
      }
    }
    return numbers
  },
  examples: [{}, { sparsity: 0.5, std: 0.1 }],
})
