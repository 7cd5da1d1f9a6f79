// Results as clients read them: a record a row, with the columns that predictions have in a table.
import type { ModelSignature, OutputColumn } from "@fidelio/core"
import { shortFloat } from "../prediction/short-float.ts"
import type { Results } from "./hosted-model.ts"

/** A column of the table of predictions. */
export interface TableColumn {
  readonly name: string
  /** Text, a number, a truth value, or the list of all probabilities. */
  readonly value: (row: number) => unknown
}

type Values = Results["columns"][string]

/**
 * The columns of the table: `<feature>_predictions`, `<feature>_probabilities`, one `<feature>_probabilities_<class>` a class,
 * `<feature>_probability`.
 */
export const tableColumns = ({ outputs }: ModelSignature, results: Results): readonly TableColumn[] =>
  outputs.flatMap((output) => columnsOf(output, results.columns[output.name]!)) // one an output

/** A record a row: the value of each column by its name. */
export function recordsOf(signature: ModelSignature, results: Results): readonly Readonly<Record<string, unknown>>[] {
  const columns = tableColumns(signature, results)
  const records: Record<string, unknown>[] = []
  for (let row = 0; row < results.size; row++) {
    const record: Record<string, unknown> = {}
    for (const { name, value } of columns) record[name] = value(row) // hot; names end in a role, so none is special
    records.push(record)
  }
  return records
}

function columnsOf({ name, dtype, shape, labels }: OutputColumn, values: Values): readonly TableColumn[] {
  const [width] = shape
  if (width === undefined) return [{ name, value: readerOf(dtype, values) }]
  const numbers = values as Float32Array // what has several values a row are numbers
  return [
    { name, value: (row) => Array.from(numbers.subarray(row * width, (row + 1) * width), shortFloat) },
    ...(labels ?? []).map((label, place): TableColumn => ({
      name: `${name}_${label}`,
      value: (row) => shortFloat(numbers[row * width + place]!),
    })),
  ]
}

function readerOf(dtype: OutputColumn["dtype"], values: Values): (row: number) => unknown {
  switch (dtype) {
    case "string":
      return (row) => values[row]
    case "bool":
      return (row) => values[row] === 1
    case "float32":
      return (row) => shortFloat((values as Float32Array)[row]!)
  }
}
