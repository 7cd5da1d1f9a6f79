// Requests as Ludwig's server takes them: one row or a table, as JSON or as a form.
import type { TensorData } from "../hosted-model.ts"
import { ServingError } from "../serving-error.ts"
import { parseJson } from "./bodies.ts"

/** Rows as objects, or a table by columns with the names of its rows. */
export type TableRequest =
  | { readonly records: readonly unknown[] }
  | { readonly index: readonly unknown[] | undefined; readonly size: number; readonly columns: Columns }

type Columns = Readonly<Record<string, TensorData>>

const refuse = (message: string, hint?: string): ServingError => new ServingError("serving/request", message, { hint })

/** The fields of a form, which are texts; an empty one is a missing value. */
function fieldsOf(form: FormData): Readonly<Record<string, string>> {
  const fields = Object.create(null) as Record<string, string> // no name is special
  for (const [name, value] of form) {
    if (typeof value !== "string") throw refuse(`The field "${name}" is a file; the model takes texts and numbers.`)
    if (name in fields) throw refuse(`The form has the field "${name}" twice.`)
    fields[name] = value
  }
  return fields
}

const noBody = "Send JSON, or a form."

/** The one row of `/predict`. */
export function recordOf(body: unknown): unknown {
  if (body instanceof FormData) return fieldsOf(body)
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body
  if (body === undefined) throw refuse("The request has no body.", noBody)
  const found = Array.isArray(body) ? "a list" : "not an object"
  throw refuse(`The request is ${found}; one row is an object of columns.`, "Send tables to /batch_predict.")
}

/** The table of `/batch_predict`. */
export async function tableOf(body: unknown): Promise<TableRequest> {
  const table = body instanceof FormData ? await datasetOf(body) : body
  if (Array.isArray(table)) return { records: table as readonly unknown[] }
  if (typeof table === "object" && table !== null) return splitTable(table)
  if (table === undefined) throw refuse("The request has no body.", noBody)
  throw refuse("The table is neither a list of rows nor an object with columns and data.")
}

async function datasetOf(form: FormData): Promise<unknown> {
  const names = [...new Set(form.keys())]
  const [dataset, second] = form.getAll("dataset")
  const others = names.filter((name) => name !== "dataset")
  if (others.length > 0) throw refuse(`The form has the field "${others[0]}"; a table is in "dataset" alone.`)
  if (dataset === undefined || second !== undefined)
    throw refuse('The form must have one field "dataset": the table as JSON.')
  return parseJson(typeof dataset === "string" ? dataset : await dataset.text(), 'The field "dataset"')
}

/** `{index?, columns, data}`, as pandas writes a table with `orient="split"`. */
function splitTable(table: object): TableRequest {
  const { index, columns: names, data, ...rest } = table as Readonly<Record<string, unknown>>
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) {
    throw refuse(`The table has the unknown key "${unknown}"; it may have index, columns and data.`)
  }
  if (!isTextList(names)) throw refuse('"columns" of the table is not a list of names.')
  if (new Set(names).size < names.length) throw refuse('"columns" of the table names a column twice.')
  if (!Array.isArray(data)) throw refuse('"data" of the table is not a list of rows.')
  const rows = data as readonly unknown[]
  if (index !== undefined && (!Array.isArray(index) || index.length !== rows.length || !index.every(isKey))) {
    throw refuse('"index" of the table is not a list of one number or text a row.')
  }
  for (const [at, row] of rows.entries()) {
    if (Array.isArray(row) && row.length === names.length) continue
    const found = Array.isArray(row) ? `has ${row.length} values` : "is not a list"
    throw refuse(`Row ${at} of the table ${found}; it must be a list of ${names.length}.`)
  }
  const columns = Object.create(null) as Record<string, TensorData> // no name is special
  for (const [place, name] of names.entries()) {
    columns[name] = rows.map((row) => (row as readonly unknown[])[place]) // as checked above
  }
  return { index: index as readonly unknown[] | undefined, size: rows.length, columns }
}

const isKey = (value: unknown): boolean => typeof value === "string" || typeof value === "number"
const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string")
