import { describe, expect, it } from "vitest"
import type { FittedFeature } from "../features/dataset.ts"
import type { Step } from "../transforms/index.ts"
import { signatureOf } from "./signature.ts"

type Given = Pick<FittedFeature, "name" | "type" | "steps"> & Partial<FittedFeature>

const feature = (role: FittedFeature["role"], given: Given): FittedFeature => ({
  key: `${role}:${given.name}`,
  role,
  column: given.name,
  settings: { preprocessing: { missing_value_strategy: "fill_with_const" } },
  metadata: {},
  dtype: "float32",
  ...given,
})
const lookup = (vocabulary: readonly string[], unknown: number | null): Step => ({
  type: "lookup",
  vocabulary,
  aliases: { Y: 1 },
  unknown,
  missing: 0,
  dtype: "int32",
})

const number = (name: string, more: Partial<Given> = {}) =>
  feature("input", {
    name,
    type: "number",
    steps: [{ type: "parse_number" }],
    metadata: { min: 0, max: 80, q2: 28.123456 },
    ...more,
  })
const category = (name: string, more: Partial<Given> = {}) =>
  feature("input", {
    name,
    type: "category",
    steps: [{ type: "parse_text" }, lookup(["<UNK>", "a", "b"], 0)],
    metadata: { idx2str: ["<UNK>", "a", "b"], str2freq: { "<UNK>": 900, a: 2, b: 3 } },
    ...more,
  })
const binary = (name: string, more: Partial<Given> = {}) =>
  feature("input", {
    name,
    type: "binary",
    steps: [{ type: "parse_text" }, lookup(["no", "yes"], null)],
    metadata: { bool2str: ["no", "yes"] },
    ...more,
  })
const target = (name: string, type: string, metadata: FittedFeature["metadata"]) =>
  feature("output", { name, type, metadata, steps: [] })

describe("inputs", () => {
  const inputs = (...features: readonly FittedFeature[]) => signatureOf(features).inputs

  it("are described by their type", () => {
    const common = { isRequired: false, isLowercase: false, isClosed: false }
    expect(inputs(number("age"), category("deck"), binary("alone"))).toEqual([
      {
        ...common,
        name: "age",
        column: "age",
        type: "number",
        dtype: "float32",
        range: { min: 0, max: 80 },
        example: 28.12,
      },
      {
        ...common,
        name: "deck",
        column: "deck",
        type: "category",
        dtype: "string",
        labels: ["a", "b"],
        spellings: ["Y"],
        example: "b",
      },
      {
        ...common,
        name: "alone",
        column: "alone",
        type: "binary",
        dtype: "string",
        labels: ["no", "yes"],
        spellings: ["Y"],
        isClosed: true,
        example: "no",
      },
    ])
  })
  it("of truth values have one as example", () => {
    expect(inputs(binary("b", { metadata: { bool2str: ["FALSE", "TRUE"] } }))[0]?.example).toBe(false)
  })
  it("are one a column, whatever reads it in the same way", () => {
    const companion = number("age (missing)", { column: "age", type: "binary", companionOf: "input:age", metadata: {} })
    expect(inputs(number("age"), companion, number("years", { column: "age" }))).toHaveLength(1)
    const both = inputs(category("kind", { column: "alone" }), binary("alone"))
    expect(both).toMatchObject([{ name: "alone", type: "category", isClosed: true, labels: ["no", "yes"] }])
  })
  it("are as many as ways in which a column is read", () => {
    const lower = category("small", { column: "c", steps: [{ type: "parse_text" }, { type: "lowercase" }] })
    const found = inputs(category("c"), lower, number("n", { column: "c" }))
    expect(found.map(({ name, column, isLowercase }) => [name, column, isLowercase])).toEqual([
      ["c", "c", false],
      ["c (lower case)", "c", true],
      ["c (number)", "c", false],
    ])
  })
  it("have no output's name", () => {
    const { inputs: found } = signatureOf([number("y_predictions"), target("y", "number", {})])
    expect(found[0]).toMatchObject({ name: "y_predictions (number)", column: "y_predictions" })
  })
  it("are required where training left out rows without them", () => {
    const settings = { preprocessing: { missing_value_strategy: "drop_row" } }
    expect(inputs(number("age", { settings }))[0]?.isRequired).toBe(true)
  })
})

describe("outputs", () => {
  it("are in the labels of the data", () => {
    const { outputs } = signatureOf([
      target("price", "number", {}),
      target("kind", "category", { idx2str: ["a", "b", "c"] }),
      target("ok", "binary", { bool2str: ["False", "True"] }),
      target("said", "binary", { bool2str: ["no", "yes"] }),
    ])
    expect(outputs.map(({ name, dtype, shape, labels }) => [name, dtype, shape, labels])).toEqual([
      ["price_predictions", "float32", [], undefined],
      ["kind_predictions", "string", [], ["a", "b", "c"]],
      ["kind_probabilities", "float32", [3], ["a", "b", "c"]],
      ["kind_probability", "float32", [], undefined],
      ["ok_predictions", "bool", [], ["False", "True"]],
      ["ok_probabilities", "float32", [2], ["False", "True"]],
      ["ok_probability", "float32", [], undefined],
      ["said_predictions", "string", [], ["no", "yes"]],
      ["said_probabilities", "float32", [2], ["no", "yes"]],
      ["said_probability", "float32", [], undefined],
    ])
  })
})
