// w ~ U(a, b)
import { defineInitializer } from "../define.ts"
import { real } from "../schema/fields.ts"
import { fill } from "./fill.ts"

export const uniform = defineInitializer({
  type: "uniform",
  summary: "Uniform between two numbers.",
  settings: { a: real(0, "The lower end."), b: real(1, "The upper end.") },
  sample: (settings, shape, random) => fill(shape, () => settings.a + (settings.b - settings.a) * random.uniform()),
  examples: [{}, { a: -0.05, b: 0.05 }],
})
