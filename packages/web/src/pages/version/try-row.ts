// A row for a prediction, from what was typed into a form.
import type { Signature } from "@fidelio/client"

export type InputColumn = Signature["inputs"][number]
export type Values = Readonly<Record<string, string>>

/** The example of each column. */
export const firstValues = (inputs: readonly InputColumn[]): Values =>
  Object.fromEntries(inputs.map(({ column, example }) => [column, String(example)]))

/** Empty fields are missing values; numbers are sent as numbers. */
export const rowOf = (inputs: readonly InputColumn[], values: Values): Record<string, string | number | null> =>
  Object.fromEntries(
    inputs.map(({ column, type }) => {
      const text = values[column] ?? ""
      if (text.trim() === "") return [column, null]
      const number = Number(text)
      return [column, type === "number" && !Number.isNaN(number) ? number : text]
    }),
  )
