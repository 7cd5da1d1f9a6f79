// Values from JSON are read as the cells of tables are, and predict the same.
import { DuckDBDataChunk, BIGINT, BOOLEAN, DOUBLE, VARCHAR, type DuckDBType, type DuckDBValue } from "@duckdb/node-api"
import {
  applySql,
  identifier,
  parseConfigObject,
  rawReader,
  readRawValue,
  sql,
  tensorOf,
  trusted,
  UnreadableValue,
  type ColumnKind,
  type InputColumn,
  type Step,
} from "@fidelio/core"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { encodeInferenceModel } from "../artifact/inference-model.ts"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { DataEngine } from "../data/data-engine.ts"
import { createSession } from "../runtime/session.ts"
import { train } from "../training/run.ts"
import { predictTable } from "./predict-table.ts"
import { collectPredictions } from "./prediction-table.ts"

const base = { name: "c", column: "c", isRequired: false, isLowercase: false, isClosed: false } as const
const numbers: InputColumn = { ...base, type: "number", dtype: "float32", example: 0 }
const texts: InputColumn = { ...base, type: "category", dtype: "string", example: "" }
const answers: InputColumn = { ...texts, isClosed: true, labels: ["no", "yes"], spellings: ["N", "Y"] }

describe("the database and the reader agree", () => {
  let engine: DataEngine
  beforeAll(async () => {
    engine = await DataEngine.open()
  })
  afterAll(() => engine[Symbol.asyncDispose]())

  /** The values after these steps: null where missing, NaN where unreadable. */
  async function inDatabase(values: readonly DuckDBValue[], type: DuckDBType, steps: readonly Step[]) {
    const kind = ({ BIGINT: "integer", DOUBLE: "float", BOOLEAN: "boolean", VARCHAR: "text" } as const)[
      type.toString() as "BIGINT"
    ] satisfies ColumnKind
    const table = engine.tableName("cells")
    await engine.run(sql`create table ${table} (cell ${trusted(type.toString())})`)
    const appender = await engine.connection.createAppender(table.text.replaceAll('"', ""))
    for (let start = 0; start < values.length; start += 2048) {
      const part = values.slice(start, start + 2048)
      const chunk = DuckDBDataChunk.create([type], part.length)
      chunk.setColumnValues(0, part)
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    const { expression } = applySql(steps, { expression: identifier("cell"), kind }, { rowOrder: sql`null` })
    return (await engine.query(sql`select ${expression} from ${table} order by rowid`)).map(([cell]) => cell)
  }

  async function compare(column: InputColumn, values: readonly unknown[], type: DuckDBType, steps: readonly Step[]) {
    const cells = type === BIGINT ? values.map((value) => BigInt(value as number)) : (values as DuckDBValue[])
    const expected = await inDatabase(cells, type, steps)
    const missing = column.dtype === "string" ? "" : NaN
    const read = rawReader(column)
    for (const [i, cell] of expected.entries()) {
      const found = read(values[i])
      const shown = JSON.stringify(values[i])
      if (Number.isNaN(cell)) expect(found, shown).toBeInstanceOf(UnreadableValue)
      else expect(found, shown).toEqual(cell ?? missing)
    }
  }

  const sample = <T>(values: fc.Arbitrary<T>): T[] => fc.sample(values, { numRuns: 3000, seed: 7 })
  const reals = [
    0.1,
    1e15,
    1e16,
    1e-4,
    1e-5,
    1e-6,
    1.5e-7,
    1e21,
    -2.5e100,
    5e-324,
    1234567890123456.5,
    2 ** 53,
    -0,
    1e14 + 0.5,
  ]
  const textOf: Step[] = [{ type: "parse_text" }]

  it("on numbers as text", async () => {
    // Whole numbers of 16 digits have a point there, as they have not among whole numbers; a category knows both spellings.
    const isPlain = (value: number) => !Number.isSafeInteger(value) || Math.abs(value) < 1e15
    await compare(texts, [...reals, ...sample(fc.double())].filter(isPlain), DOUBLE, textOf)
    await compare(texts, sample(fc.maxSafeInteger()), BIGINT, textOf)
    await compare(texts, [true, false, null], BOOLEAN, textOf)
  })

  it("on texts as text", async () => {
    const spaced = fc.string({ unit: fc.constantFrom(...Array.from(" \t\n\r\v\f ab!ü")) })
    await compare(texts, ["", " ", "a b", ...sample(spaced), ...sample(fc.string())], VARCHAR, textOf)
  })

  it("on lower case", async () => {
    const letters = Array.from({ length: 0x2000 }, (_, code) => String.fromCodePoint(code + 33))
    // Letters that are younger than the database's tables.
    const known = letters.filter((letter) => letter !== "\u1c89")
    const values = [...known, "ΟΔΟΣ", "İSTANBUL", "ǅ", "Straße", " Ärger "]
    await compare({ ...texts, isLowercase: true }, values, VARCHAR, [...textOf, { type: "lowercase" }])
  })

  it("on numbers", async () => {
    const steps: Step[] = [{ type: "parse_number" }]
    await compare(numbers, [...reals, 3.5e38, -1e39, Infinity, NaN, null, ...sample(fc.double())], DOUBLE, steps)
    await compare(numbers, [true, false, null], BOOLEAN, steps)
  })

  it("on numbers in text", async () => {
    const steps: Step[] = [{ type: "parse_number" }]
    const written = [
      " 5 ",
      "\t5\n",
      "5\v",
      "5\f",
      "+5",
      ".5",
      "5.",
      "1e5",
      "1E-3",
      "1_000.5",
      "1_0e1_0",
      "1e400",
      "1e-400",
      "1e39",
    ]
    const nothing = ["", " ", "nan", "-NaN", "Inf", "+infinity", " inf "]
    const unreadable = [
      "abc",
      "1,5",
      "5 5",
      "0x1F",
      "1e",
      ".",
      "-",
      "e5",
      "1__0",
      "_1",
      "1_",
      "1._5",
      "١",
      "\u00a05",
      "1d",
    ]
    const digits = fc.string({ unit: fc.constantFrom(...Array.from("0123456789.eE_- ")), maxLength: 8 })
    await compare(numbers, [...written, ...nothing, ...unreadable, ...sample(digits)], VARCHAR, steps)
  })
})

describe("readRawValue", () => {
  it("says what is wrong", () => {
    const problem = (column: InputColumn, value: unknown): string => {
      const read = readRawValue(column, value)
      return "problem" in read ? read.problem : `read as ${read.value}`
    }
    expect(problem(numbers, "many")).toBe('"many" is no number')
    expect(problem(numbers, [1])).toBe("a list is no number")
    expect(problem(numbers, 1e300)).toBe("1e+300 is too large")
    expect(problem(texts, { a: 1 })).toBe("an object is no text")
    expect(problem(answers, "perhaps")).toBe('"perhaps" is neither "no" nor "yes"')
    expect(problem(answers, true)).toBe('true is neither "no" nor "yes"')
    expect(problem({ ...numbers, isRequired: true }, null)).toBe("a value must be given")
    expect(problem({ ...texts, isRequired: true }, " ")).toBe("a value must be given")
    expect(problem(numbers, `${"9".repeat(100)}x`)).toBe(`"${"9".repeat(59)}…" is no number`)
  })
  it("reads what is missing", () => {
    for (const value of [null, undefined, "", " \t"]) {
      expect(readRawValue(numbers, value)).toEqual({ value: NaN })
      expect(readRawValue(answers, value)).toEqual({ value: "" })
    }
  })
  it("takes time in proportion to the text", () => {
    // A square of it would end this test by its limit.
    for (const text of [" ".repeat(1e6) + "x", "1".repeat(1e6) + "x", `a${" ".repeat(1e6)}b`, "1_".repeat(5e5) + "x"]) {
      expect(rawReader(numbers)(text)).toBeInstanceOf(UnreadableValue)
      expect(rawReader(texts)(text)).toBe(text.trimStart())
    }
  })
})

describe("values from JSON predict what the cells of a table do", () => {
  const rows = 120
  const at = <T>(i: number, list: readonly T[]): T => list[(i * 7 + (i >> 3)) % list.length]!
  const made = Array.from({ length: rows }, (_, i) => ({
    age: i % 9 === 4 ? null : at(i, [20, 31, 45, 62, 70]),
    size: i % 13 === 2 ? null : at(i + 1, [0.5, 1, 1e-7, 12.25, 1e16]),
    code: at(i, [1001, 1002, 1003]),
    share: at(i, [0.5, 0.25, 1]),
    open: i % 3 === 0,
    member: at(i, ["yes", "no"]),
    City: at(i, ["Bern", "Genève", "Zürich"]),
    y: at(i, [20, 31, 45, 62, 70]) > 40,
  }))
  const input_features = [
    {
      name: "age",
      type: "number",
      preprocessing: { missing_value_strategy: "fill_with_mean", missing_value_indicator: true },
    },
    { name: "age group", column: "age", type: "category" },
    { name: "size", type: "number", preprocessing: { normalization: null } },
    { name: "code", type: "category" },
    { name: "share", type: "category" },
    { name: "open", type: "category" },
    { name: "opened", column: "open", type: "binary" },
    { name: "member", type: "binary" },
    { name: "City", type: "category", preprocessing: { lowercase: true } },
    { name: "as written", column: "City", type: "category" },
  ]
  const asked = [
    { age: 31, size: 1, code: 1002, share: 0.5, open: true, member: "yes", City: "Bern" },
    { age: 62.0, size: 1e16, code: 1003, share: 1, open: false, member: "Y", City: " ZÜRICH\n" },
    { age: null, size: 0.5, code: 9, share: 0.25, open: true, member: true, City: "genève" },
    { age: 45.5, size: null, code: null, share: null, open: null, member: null, City: null },
    { age: "70", size: " 12.25 ", code: "1001", share: "1.0", open: "TRUE", member: 0, City: "unseen" },
  ]

  async function compareAll(model: TrainedModel): Promise<void> {
    const columns = model.signature.inputs.map((input): [string, ReturnType<typeof tensorOf>] => {
      const read = rawReader(input)
      const values = asked.map((row) => read(row[input.column as keyof (typeof asked)[number]]))
      return [input.name, tensorOf(input.dtype, [asked.length], values as readonly number[])] // or texts, by the dtype
    })
    await using session = await createSession(encodeInferenceModel(model), { device: "cpu" })
    const exported = await session.run(Object.fromEntries(columns))
    for (const [i, row] of asked.entries()) {
      // One row at a time, so that no cell is read by the type of another's.
      const { columns: predicted } = await collectPredictions(model, predictTable(model, [row]))
      const p = (exported["y_probabilities"]!.data as Float32Array)[2 * i + 1] // [batch, 2]
      expect(p, `row ${i}`).toBeCloseTo(Number(predicted["y_probabilities_True"]![0]), 5)
    }
  }

  it.each(["csv", "json", "parquet"] as const)("after training on %s", async (format) => {
    await using folder = temporaryFolder()
    await using engine = await DataEngine.open()
    const json = folder.file("made.json", JSON.stringify(made))
    const dataset = `${folder.path}/data.${format}`
    await engine.run(sql`copy (select * from read_json(${json})) to ${dataset} (format ${trusted(format)})`)
    const config = parseConfigObject({
      input_features,
      output_features: [{ name: "y", type: "binary" }],
      combiner: { type: "concat", num_fc_layers: 1, output_size: 8 },
      trainer: { epochs: 3, batch_size: 16, learning_rate: 0.05 },
    })
    const skips = { skipSaveModel: true, skipSaveLog: true, skipSaveProgress: true, skipSaveTrainingStatistics: true }
    const { model } = await train({ config, sources: { dataset }, skipSaveTrainingDescription: true, ...skips })
    expect(model.signature.inputs.map(({ name }) => name)).toEqual([
      "age",
      "age (text)",
      "size",
      "code",
      "share",
      "open",
      "member",
      "City",
      "City (text)",
    ])
    await compareAll(model)
  })
})
