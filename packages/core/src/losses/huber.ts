// e²/2 where |e| ≤ δ, else δ(|e| − δ/2), which is c(|e| − c/2) with c = min(|e|, δ) (Huber, 1964)
import { defineLoss } from "../define.ts"
import { abs, minimum, mul, sub } from "../ops/index.ts"
import { positive } from "../schema/fields.ts"
import { errorOf } from "./error.ts"
import { lossSettings } from "./settings.ts"

export const huber = defineLoss({
  type: "huber",
  summary: "Squared for small errors, absolute for large ones.",
  settings: {
    ...lossSettings,
    delta: positive(1, "The error from which on it is absolute.", { tune: { scale: "log", range: [0.1, 10] } }),
  },
  finish: "mean",
  build(_graph, settings, input) {
    const distance = abs(errorOf(input))
    const capped = minimum(distance, settings.delta)
    return { values: mul(capped, sub(distance, mul(capped, 0.5))) }
  },
  examples: [{}, { delta: 0.25 }],
})
