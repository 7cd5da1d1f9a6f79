// Predicts rows with a model's ONNX graph: values read as in training, results by the names of the model's outputs.

/**
 * @import { InputColumn, ModelSignature, OutputColumn, RawReader } from "@fidelio/core"
 * @typedef {Readonly<Record<string, unknown>>} Row
 * @typedef {{ readonly row: number, readonly column: string, readonly message: string }} Problem
 * @typedef {{ readonly name: string, readonly valueAt: (row: number) => unknown }} Column
 *
 * @typedef {object} RawValue
 * @property {(column: InputColumn) => RawReader} rawReader
 * @property {new (problem: string) => { readonly problem: string }} UnreadableValue
 *
 * @typedef {object} Parts
 * @property {typeof import("onnxruntime-web")} runtime
 * @property {RawValue} rawValue
 * @property {(value: number) => number} shortFloat
 * @property {ModelSignature} signature
 *
 * @typedef {object} Sources
 * @property {string | URL | ArrayBufferLike | Uint8Array} model
 * @property {ArrayBufferLike | Uint8Array} [wasm]
 */

/** Problems that the message of an error lists. */
const listed = 10

/** Rows that the model cannot take; `problems` has each. */
export class RowError extends Error {
  /** @param {readonly Problem[]} problems */
  constructor(problems) {
    const lines = problems.slice(0, listed).map(({ row, column, message }) => `row ${row}, ${column}: ${message}`)
    const rest = problems.length > listed ? [`and ${problems.length - listed} more`] : []
    super([...lines, ...rest].join("\n"))
    this.name = "RowError"
    this.problems = problems
  }
}

/** @param {Parts} parts @param {Sources} sources */
export async function load(parts, { model, wasm }) {
  const { runtime, signature } = parts
  runtime.env.wasm.numThreads = 1 // rows are too small for more, and threads would need special headers of the server
  if (wasm !== undefined) runtime.env.wasm.wasmBinary = wasm
  const source = /** @type {string} */ (model instanceof URL ? model.href : model) // or bytes
  const session = await runtime.InferenceSession.create(source, { executionProviders: ["wasm"] })
  return {
    signature,
    /** @param {readonly Row[]} rows @returns {Promise<Row[]>} */
    async predict(rows) {
      if (rows.length === 0) return []
      const results = await session.run(feedsOf(rows, parts))
      const columns = signature.outputs.flatMap((output) =>
        columnsOf(output, results[output.name]?.data ?? [], parts.shortFloat),
      )
      return rows.map((_, row) => Object.fromEntries(columns.map((column) => [column.name, column.valueAt(row)])))
    },
    release: () => session.release(),
  }
}

/** @param {readonly Row[]} rows @param {Parts} parts */
function feedsOf(rows, { runtime, rawValue, signature: { inputs } }) {
  const problems = wrongColumns(rows, new Set(inputs.map(({ column }) => column)))
  const columns = inputs.map((input) => {
    const read = rawValue.rawReader(input)
    const values = rows.map((row, place) => {
      const value = read(row[input.column])
      if (!(value instanceof rawValue.UnreadableValue)) return value
      problems.push({ row: place, column: input.column, message: value.problem })
      return ""
    })
    return { input, values }
  })
  if (problems.length > 0) throw new RowError(problems)
  return Object.fromEntries(
    columns.map(({ input: { name, dtype }, values }) => {
      const shape = [values.length]
      const strings = /** @type {string[]} */ (values) // read by the dtype
      const numbers = /** @type {number[]} */ (values) // likewise
      if (dtype === "string") return [name, new runtime.Tensor("string", strings, shape)]
      return [name, new runtime.Tensor("float32", Float32Array.from(numbers), shape)]
    }),
  )
}

/** @param {readonly Row[]} rows @param {ReadonlySet<string>} known @returns {Problem[]} */
function wrongColumns(rows, known) {
  return rows.flatMap((row, place) => {
    const absent = [...known].filter((column) => !Object.hasOwn(row, column) || row[column] === undefined)
    const unknown = Object.keys(row).filter((column) => !known.has(column))
    return [
      ...absent.map((column) => ({ row: place, column, message: "is absent; null stands for a missing value" })),
      ...unknown.map((column) => ({ row: place, column, message: "the model has no such column" })),
    ]
  })
}

/**
 * The columns of the predictions that an output gives: itself, and one a class where it has a value for each.
 * @param {OutputColumn} output
 * @param {ArrayLike<unknown>} data
 * @param {(value: number) => number} shortFloat
 * @returns {Column[]}
 */
function columnsOf({ name, dtype, shape: [width], labels = [] }, data, shortFloat) {
  const numberAt = (/** @type {number} */ place) => shortFloat(/** @type {number} */ (data[place]))
  if (width === undefined) {
    if (dtype === "float32") return [{ name, valueAt: numberAt }]
    return [{ name, valueAt: dtype === "bool" ? (row) => data[row] === 1 : (row) => data[row] }]
  }
  const all = (/** @type {number} */ row) => Array.from({ length: width }, (_, place) => numberAt(row * width + place))
  return [
    { name, valueAt: all },
    ...labels.map((label, place) => ({
      name: `${name}_${label}`,
      valueAt: (/** @type {number} */ row) => numberAt(row * width + place),
    })),
  ]
}
