// Exported models in tests: real tables with what a model of them predicts, and an ONNX file's outputs for the same rows.
import { readFileSync } from "node:fs"
import {
  decodeMetadata,
  readRawValue,
  type InputColumn,
  type ModelSignature,
  type Tensor,
} from "../../packages/core/src/index.ts"
import { createSession } from "../../packages/engine/src/runtime/session.ts"
import { syntheticColumns } from "./synthetic.ts"
import { vegaFile } from "./tables.ts"

export type Row = Readonly<Record<string, unknown>>

/** A table and a model of it. */
export interface ModelledTable {
  readonly name: string
  readonly rows: () => readonly Row[]
  readonly config: object
}

const readJson = (path: string): readonly Row[] => JSON.parse(readFileSync(path, "utf8")) as readonly Row[]
const quick = { epochs: 3, batch_size: 64 }
const typed = (type: string, names: readonly string[], settings: object = {}): object[] =>
  names.map((name) => ({ name, type, ...settings }))

const penguins: ModelledTable = {
  name: "penguins",
  rows: () => readJson(vegaFile("penguins.json")),
  config: {
    input_features: [
      ...typed("category", ["Island", "Sex"]),
      ...typed("number", ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)"]),
    ],
    output_features: [...typed("category", ["Species"]), ...typed("number", ["Body Mass (g)"])],
    trainer: quick,
  },
}

const movies: ModelledTable = {
  name: "movies",
  rows: () =>
    readJson(vegaFile("movies.json")).map((row) => ({ ...row, "Is rated": row["MPAA Rating"] !== "Not Rated" })),
  config: {
    input_features: [
      ...typed("category", ["MPAA Rating", "Major Genre", "Source", "Distributor"]),
      ...typed("category", ["Creative Type"], { preprocessing: { lowercase: true, most_common: 4 } }),
      ...typed("number", ["Running Time min"], { preprocessing: { missing_value_strategy: "fill_with_mean" } }),
      ...typed("number", ["Production Budget"], { preprocessing: { normalization: "quantile" } }),
      ...typed("number", ["IMDB Votes"], { preprocessing: { normalization: "log1p" } }),
    ],
    output_features: [...typed("number", ["IMDB Rating"]), ...typed("binary", ["Is rated"])],
    trainer: quick,
  },
}

const weather: ModelledTable = {
  name: "weather",
  rows() {
    const [head = "", ...lines] = readFileSync(vegaFile("seattle-weather.csv"), "utf8").trim().split(/\r?\n/)
    const names = head.split(",")
    return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [names[i]!, cell])))
  },
  config: {
    input_features: typed("number", ["precipitation", "temp_max", "temp_min", "wind"]),
    output_features: typed("category", ["weather"]),
    combiner: { type: "concat", num_fc_layers: 2, output_size: 32, norm: "batch" },
    trainer: quick,
  },
}

/** Every kind of column, with gaps, odd names and texts, and words that a shell or YAML would take for something else. */
const mix: ModelledTable = {
  name: "mix",
  rows() {
    const columns = syntheticColumns(400, 5)
    return columns["x"]!.map((x, i) => ({
      x: i % 9 === 4 ? null : x,
      "y, or why": i % 14 === 3 ? "" : columns["y"]![i],
      color: i % 11 === 7 ? null : `${String(columns["color"]![i])} \u{1f427}`,
      shade: ["1", "2", "10"][i % 3],
      flag: columns["flag"]![i],
      answer: i % 13 === 5 ? null : columns["flag"]![i] === true ? "yes" : "no",
      price: columns["price"]![i],
      likes: columns["likes"]![i] === true ? "likes it" : "does not",
      size: columns["size"]![i],
    }))
  },
  config: {
    input_features: [
      ...typed("number", ["x", "y, or why"], { preprocessing: { missing_value_strategy: "fill_with_mean" } }),
      ...typed("category", ["color", "shade"], { preprocessing: { min_frequency: 3 } }),
      ...typed("binary", ["flag", "answer"]),
    ],
    output_features: [
      ...typed("number", ["price"], { clip: [60, 150] }),
      { name: "likes", type: "binary", threshold: 0.3, preprocessing: { fallback_true_label: "likes it" } },
      { name: "size", type: "category", calibration: true },
    ],
    trainer: quick,
  },
}

export const modelledTables: readonly ModelledTable[] = [penguins, movies, weather, mix]

/** What the file says of its inputs and outputs. */
export const signatureIn = (model: Uint8Array): ModelSignature =>
  JSON.parse(decodeMetadata(model)["fidelio.signature"]!) as ModelSignature // every export has it

/** The outputs of an ONNX file for rows as JSON has them: a value a row, lists where a row has several. */
export async function runModel(model: Uint8Array, rows: readonly Row[]): Promise<Readonly<Record<string, unknown[]>>> {
  const { inputs } = signatureIn(model)
  await using session = await createSession(model, { device: "cpu" })
  const results = await session.run(Object.fromEntries(inputs.map((input) => [input.name, tensorOf(input, rows)])))
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, valuesOf(tensor)]))
}

function tensorOf(input: InputColumn, rows: readonly Row[]): Tensor {
  const values = rows.map((row) => {
    const read = readRawValue(input, row[input.column])
    if ("problem" in read) throw new TypeError(`${input.column}: ${read.problem}`)
    return read.value
  })
  return input.dtype === "string"
    ? { dtype: "string", shape: [rows.length], data: values as string[] } // by its dtype
    : { dtype: "float32", shape: [rows.length], data: Float32Array.from(values as number[]) } // likewise
}

function valuesOf({ dtype, shape, data }: Tensor): unknown[] {
  const values: unknown[] = dtype === "bool" ? Array.from(data as Uint8Array, (bit) => bit === 1) : [...data]
  const [size = 0, width] = shape
  return width === undefined
    ? values
    : Array.from({ length: size }, (_, row) => values.slice(row * width, (row + 1) * width))
}

/** The largest difference of numbers, relative to those above 1, and what else differs: `column[row]: a, not b`. */
export function differences(
  got: Readonly<Record<string, readonly unknown[]>>,
  expected: readonly Row[],
): { readonly largest: number; readonly others: readonly string[] } {
  let largest = 0
  const others: string[] = []
  for (const [column, values] of Object.entries(got)) {
    for (const [row, value] of values.entries()) {
      const wanted = expected[row]?.[column]
      const [many, manyWanted] = [listOf(value), listOf(wanted)]
      for (const [i, a] of many.entries()) {
        const b = manyWanted[i]
        if (typeof a === "number" && typeof b === "number") {
          largest = Math.max(largest, Math.abs(a - b) / Math.max(1, Math.abs(b)))
        } else if (a !== b) others.push(`${column}[${row}]: ${String(a)}, not ${String(b)}`)
      }
    }
    if (values.length !== expected.length) others.push(`${column}: ${values.length} rows, not ${expected.length}`)
  }
  return { largest, others }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [value])
