// One-hot encoder: hᵢ ← 1 where i is the category's id, else 0.
import { defineEncoder } from "../../define.ts"
import { oneHot, squeeze } from "../../ops/index.ts"
import { passedOn, vocabularyOf, vocabularySettings } from "../settings.ts"

export const onehot = defineEncoder({
  type: "onehot",
  summary: "One place a category, 1 at its own and 0 elsewhere.",
  settings: vocabularySettings,
  build(_context, settings, { value, metadata }) {
    if (settings.skip) return passedOn(value)
    return oneHot(squeeze(value, [1]), vocabularyOf(metadata, settings.vocab).length)
  },
  examples: [{}],
})
