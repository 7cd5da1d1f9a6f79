// The preprocessing settings of a category column, as an input and as an output.
import { z } from "zod"
import { choice, flag, listOf, nullable, positiveInt, text } from "../../schema/fields.ts"

export const categoryMissingValueStrategies = [
  "fill_with_const",
  "fill_with_mode",
  "bfill",
  "ffill",
  "drop_row",
] as const

const settings = (strategy: (typeof categoryMissingValueStrategies)[number]) =>
  z.strictObject({
    missing_value_strategy: choice(
      categoryMissingValueStrategies,
      strategy,
      "What is done with rows where it is missing.",
    ),
    fill_value: text("<UNK>", "What missing values become with `fill_with_const`."),
    lowercase: flag(false, "Whether upper and lower case are one."),
    most_common: nullable(
      positiveInt(10_000, "How many values are kept, the most frequent first; the others become one.", { impact: 2 }),
    ),
    min_frequency: positiveInt(1, "How many training rows a value must have to be kept.", { impact: 1 }),
    vocab: listOf(z.string(), null, "The values in the order of their ids; null to learn them from the training rows."),
  })

export const categoryInputPreprocessing = settings("fill_with_const")
export const categoryOutputPreprocessing = settings("drop_row")
export type CategoryPreprocessingSettings = z.output<typeof categoryInputPreprocessing>
