// The setting that every loss has, and the one of losses that know a background class.
import { nonNegative, nonNegativeInt } from "../schema/fields.ts"

export const lossSettings = {
  weight: nonNegative(1, "How much this output's loss counts in the sum over all outputs.", { impact: 2 }),
}

export const backgroundClass = nonNegativeInt(
  null,
  "The id of the class of what is none of the others; null where all classes are known.",
)
