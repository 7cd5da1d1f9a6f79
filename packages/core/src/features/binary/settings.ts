// The preprocessing settings of a binary column, as an input and as an output.
import { z } from "zod"
import { choice } from "../../schema/fields.ts"

export const binaryMissingValueStrategies = [
  "fill_with_mode",
  "fill_with_false",
  "fill_with_true",
  "bfill",
  "ffill",
  "drop_row",
] as const

const cell = z.union([z.string(), z.number(), z.boolean()])

const settings = (strategy: (typeof binaryMissingValueStrategies)[number]) =>
  z.strictObject({
    missing_value_strategy: choice(
      binaryMissingValueStrategies,
      strategy,
      "What is done with rows where it is missing.",
    ),
    fallback_true_label: cell.nullable().default(null).meta({
      description:
        "Which of the two values counts as true, where they are not words such as yes and no; null for the second in order.",
      impact: 2,
    }),
    fill_value: cell
      .nullable()
      .default(null)
      .describe("The value that missing ones become; null for what the strategy says."),
  })

export const binaryInputPreprocessing = settings("fill_with_false")
export const binaryOutputPreprocessing = settings("drop_row")
export type BinaryPreprocessingSettings = z.output<typeof binaryInputPreprocessing>
