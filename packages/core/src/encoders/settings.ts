// The settings that every encoder has, and checks of those that the data decides.
import { z } from "zod"
import { FidelioError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { cast } from "../ops/index.ts"
import { flag, listOf, positiveInt } from "../schema/fields.ts"

/** A setting that configs may write as null only. */
const onlyNull = (sentence: string, problem: string) =>
  z.null({ error: problem }).default(null).meta({ description: sentence })

export const encoderSettings = {
  skip: flag(false, "Whether the column is passed on as it is."),
  adapter: onlyNull(
    "Adapters belong to pretrained encoders; always null here.",
    "only pretrained encoders have adapters",
  ),
}

/** The encoded column as it is, for `skip`. */
export const passedOn = (value: Value): Value => (value.dtype === "float32" ? value : cast(value, "float32"))

export const vocabularySettings = {
  ...encoderSettings,
  vocab: listOf(z.string(), null, "The values in the order of their ids; taken from the data where null."),
}

export const embeddingSettings = {
  ...vocabularySettings,
  embeddings_on_cpu: flag(false, "Where embeddings are kept; accepted, as they are kept with the other parameters."),
  pretrained_embeddings: onlyNull(
    "Files of pretrained embeddings are not read; always null.",
    "files of pretrained embeddings are not supported: leave it null",
  ),
}

/** The vocabulary of a category column. */
export function vocabularyOf(metadata: unknown, given: readonly string[] | null): readonly string[] {
  const { idx2str } = metadata as { readonly idx2str: readonly string[] } // by category preprocessing
  if (given === null || (given.length === idx2str.length && given.every((text, i) => text === idx2str[i])))
    return idx2str
  throw new FidelioError(
    "config/rule",
    `the encoder's vocab has ${given.length} values that are not the ${idx2str.length} of the column in their order`,
    { hint: "leave the encoder's vocab out, or set preprocessing.vocab" },
  )
}

export const inputSize = positiveInt(null, "Width of the input; taken from the data where null.")

/** A size that a config may state but that follows from the data must be the right one. */
export function checkSize(name: string, given: number | null, actual: number): void {
  if (given === null || given === actual) return
  throw new FidelioError("config/rule", `${name} is ${given}, but the model makes it ${actual}`, {
    hint: `leave ${name} out`,
  })
}
