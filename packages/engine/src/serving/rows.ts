// Records, or columns, as clients send them → rows as the graph takes them, with everything that is wrong named.
import { nearest, type InputColumn, type ModelSignature } from "@fidelio/core"
import type { RowNotes, Rows, TensorData } from "./hosted-model.ts"
import { inputReaders, type ColumnNotes, type ReadingReport } from "./input-reader.ts"
import { Problems } from "./problems.ts"

type Fields = Readonly<Record<string, unknown>>

const nothing: Fields = {}
const nullHint = "Send null where the value is not known."

/** Rows out of objects, one a row, by the data's columns. Raises serving/request with every unknown, missing and unreadable field. */
export function rowsOf(signature: ModelSignature, records: readonly unknown[]): Rows {
  const problems = new Problems()
  const names = columnNames(signature)
  /** Records that lack a field, or may have one too many. */
  const suspects = new Set<number>()
  const fields = records.map((record, row) => {
    if (!isRecord(record)) {
      const message = `Record ${row} is ${kindOf(record)}; an object with a field for each column is expected.`
      problems.add({ record: row, field: undefined, message })
      return nothing
    }
    if (countOf(record) !== names.size) suspects.add(row)
    return record
  })
  const where = (row: number): string => (records.length === 1 ? "" : ` in record ${row}`)
  const rows = readColumns(signature, records.length, {
    values: ({ column }) => fields.map((record) => valueOf(record, column)),
    absent: (_, row) => suspects.add(row),
    unreadable({ column: field }, record, problem) {
      const message = `The value of "${field}"${where(record)} cannot be used: ${problem}.`
      problems.add({ record, field, message })
    },
  })
  for (const row of suspects)
    if (fields[row] !== nothing) compareNames(problems, { names, record: fields[row]!, row, where: where(row) })
  problems.raise()
  return rows
}

/** Rows out of columns, flat, by the names of the graph's inputs: tensors. Raises as `rowsOf` does. */
export const rowsOfTensors = (signature: ModelSignature, columns: Readonly<Record<string, TensorData>>): Rows =>
  rowsByName(signature, columns, ({ name }) => name)

/** Rows out of columns by the names that they have in the data: a table. Raises as `rowsOf` does. */
export const rowsOfColumns = (signature: ModelSignature, columns: Readonly<Record<string, TensorData>>): Rows =>
  rowsByName(signature, columns, ({ column }) => column)

function rowsByName(
  signature: ModelSignature,
  columns: Readonly<Record<string, TensorData>>,
  nameOf: (input: InputColumn) => string,
): Rows {
  const problems = new Problems()
  const names = new Set(signature.inputs.map(nameOf))
  compareNames(problems, { names, record: columns, row: undefined, where: "" })
  const size = Math.max(0, ...Object.values(columns).map(({ length }) => length))
  for (const [field, { length }] of Object.entries(columns)) {
    if (length === size) continue
    const message = `The column "${field}" has ${length} values; others have ${size}.`
    problems.add({ record: undefined, field, message })
  }
  problems.raise()
  const rows = readColumns(signature, size, {
    values: (input) => columns[nameOf(input)]!, // all are there
    absent: (input, record) => {
      const message = `The column "${nameOf(input)}" has no value for row ${record}.`
      problems.add({ record, field: nameOf(input), message, hint: nullHint })
    },
    unreadable(input, record, problem) {
      const message = `Value ${record} of "${nameOf(input)}" cannot be used: ${problem}.`
      problems.add({ record, field: nameOf(input), message })
    },
  })
  problems.raise()
  return rows
}

interface ColumnSource extends ReadingReport {
  values(input: InputColumn): ArrayLike<unknown>
}

/** Most requests share it: it is not made for each. */
const nothingNoted: ReadonlyMap<string, number> = new Map()

function readColumns(signature: ModelSignature, size: number, source: ColumnSource): Rows {
  let unknownLabels: Map<string, number> | undefined
  let missingValues: Map<string, number> | undefined
  const columns: [string, Rows["columns"][string]][] = []
  for (const reader of inputReaders(signature)) {
    const { name } = reader.input
    const notes: ColumnNotes = { missing: 0, unknown: 0 }
    columns.push([name, reader.column(source.values(reader.input), notes, source)])
    if (notes.missing > 0) (missingValues ??= new Map()).set(name, notes.missing)
    if (notes.unknown > 0) (unknownLabels ??= new Map()).set(name, notes.unknown)
  }
  const notes: RowNotes = { unknownLabels: unknownLabels ?? nothingNoted, missingValues: missingValues ?? nothingNoted }
  return { size, columns: Object.fromEntries(columns), notes }
}

const namesOf = new WeakMap<ModelSignature, ReadonlySet<string>>()

/** The columns of the data that a model reads. */
function columnNames(signature: ModelSignature): ReadonlySet<string> {
  const names = namesOf.get(signature) ?? new Set(signature.inputs.map(({ column }) => column))
  namesOf.set(signature, names)
  return names
}

/** An own field's value. What is inherited is never text, a number, a truth value or null. */
function valueOf(record: Fields, name: string): unknown {
  const value = record[name]
  const isPlain = value === null || (typeof value !== "object" && typeof value !== "function")
  return isPlain || Object.hasOwn(record, name) ? value : undefined
}

function countOf(record: Fields): number {
  let count = 0
  for (const _ in record) count++ // hot: Object.keys would make a list
  return count
}

interface Comparison {
  readonly names: ReadonlySet<string>
  readonly record: object
  readonly row: number | undefined
  readonly where: string
}

function compareNames(problems: Problems, { names, record, row, where }: Comparison): void {
  const missing = [...names].filter((name) => !Object.hasOwn(record, name) || (record as Fields)[name] === undefined)
  for (const field of missing) {
    problems.add({ record: row, field, message: `The field "${field}" is missing${where}.`, hint: nullHint })
  }
  for (const field of Object.keys(record)) {
    if (names.has(field)) continue
    const meant = nearest(field, missing) ?? nearest(field, names)
    const hint = meant === undefined ? `The model reads ${listed([...names])}.` : `Did you mean "${meant}"?`
    problems.add({ record: row, field, message: `The model has no input "${shortened(field)}"${where}.`, hint })
  }
}

const shortened = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 59)}…`)

const listed = (names: readonly string[]): string =>
  names.slice(0, 20).map(shortened).join(", ") + (names.length > 20 ? ` and ${names.length - 20} more` : "")

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return "a list"
  return typeof value === "string" ? "a text" : `a ${typeof value}`
}
