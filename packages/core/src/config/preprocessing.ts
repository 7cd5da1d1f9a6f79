// The settings of the data as a whole: sampling, balancing and the split.
import { z } from "zod"
import { fraction, positiveInt, text } from "../schema/fields.ts"

const shares = () =>
  z
    .tuple([z.number().min(0).max(1), z.number().min(0).max(1), z.number().min(0).max(1)])
    .default([0.7, 0.1, 0.2])
    .describe("The shares of training, validation and test; they add up to 1.")

const required = (sentence: string) => z.string().min(1).describe(sentence)

export const splitSchemas = [
  z.strictObject({
    type: z.literal("random").describe("Rows are dealt out by chance."),
    probabilities: shares(),
  }),
  z.strictObject({
    type: z.literal("fixed").describe("A column says it."),
    column: text("split", "The column that says it: 0 training, 1 validation, 2 test."),
  }),
  z.strictObject({
    type: z.literal("stratify").describe("By chance, with each value of a column in the same shares."),
    column: required("The column whose values are shared out evenly."),
    probabilities: shares(),
  }),
  z.strictObject({
    type: z.literal("datetime").describe("The earliest rows train, the latest test."),
    column: required("The column of times."),
    probabilities: shares(),
  }),
  z.strictObject({
    type: z.literal("hash").describe("By a hash of a column, so that a row stays where it is when others come."),
    column: required("The column that tells rows apart."),
    probabilities: shares(),
  }),
] as const

export const split = z.discriminatedUnion("type", splitSchemas).meta({ defaultType: "random" })
export type SplitSettings = z.output<typeof split>

export const preprocessing = z.strictObject({
  split: split.prefault({ type: "random" }).describe("Which rows train, validate and test."),
  sample_ratio: fraction(1, "The share of the rows that is used."),
  sample_size: positiveInt(null, "How many rows are used; null for all."),
  oversample_minority: z
    .number()
    .gt(0)
    .max(1)
    .nullable()
    .default(null)
    .describe("Repeats training rows of the rarer value until there are this many of them for each of the other."),
  undersample_majority: z
    .number()
    .gt(0)
    .max(1)
    .nullable()
    .default(null)
    .describe(
      "Drops training rows of the more frequent value until there are this many of the other for each of them.",
    ),
  weight_column: text(
    null,
    "The column that says how much each row counts in training, a number from 0 up; rows with 0 are left out. null: all count as much.",
  ),
  group_column: text(
    null,
    "The column whose equal values make rows a group, such as the documents of a query. A group stays in one split, and is what `objective: lambdarank` puts in order.",
  ),
  global_max_sequence_length: positiveInt(null, "The longest sequence, over all features."),
})
export type PreprocessingSettings = z.output<typeof preprocessing>
