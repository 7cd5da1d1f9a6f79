// wᵢⱼ = 1 where i = j, else 0
import { defineInitializer } from "../define.ts"
import { diagonal } from "./diagonal.ts"

export const eye = defineInitializer({
  type: "eye",
  summary: "The identity matrix: each output begins as one of the inputs.",
  settings: {},
  sample: (_settings, shape) => diagonal(shape),
  examples: [{}],
})
