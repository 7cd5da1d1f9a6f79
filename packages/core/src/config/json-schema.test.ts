import { Ajv } from "ajv"
import { describe, expect, it } from "vitest"
import { configJsonSchema } from "./json-schema.ts"
import { parseConfigObject } from "./parse.ts"

const schema = configJsonSchema()
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)
/** Where a config breaks the schema. */
const problemsOf = (config: object): readonly string[] => {
  validate(config)
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== "if")
  return errors.map(({ instancePath, params }) =>
    [instancePath, String((params as { additionalProperty?: string }).additionalProperty ?? "")].join("/"),
  )
}

const columns = {
  input_features: [
    { name: "a", type: "number" },
    { name: "c", type: "category" },
  ],
  output_features: [{ name: "y", type: "binary" }],
}

describe("configJsonSchema", () => {
  it("is a choice by model type, none of them named being the first", () => {
    expect(schema["properties"]).toMatchObject({ model_type: { enum: ["ecd", "gbm", "linear"], default: "ecd" } })
    expect(schema).toMatchObject({ type: "object", title: "Fidelio config" })
  })

  it.each<[string, object]>([
    ["no model type", { combiner: "concat", trainer: { epochs: 3 }, preset: null }],
    ["a network", { model_type: "ecd", combiner: { type: "concat", num_fc_layers: 2 }, trainer: { batch_size: 4 } }],
    ["trees", { model_type: "gbm", trainer: { num_leaves: 4, boosting_type: "dart", early_stop: "auto" } }],
    ["a linear model", { model_type: "linear", trainer: { l2: 0.1 }, preprocessing: { split: { type: "random" } } }],
  ])("allows %s", (_, config) => {
    const written = { ...columns, ...config }
    expect(() => parseConfigObject(written)).not.toThrow()
    expect(problemsOf(written)).toEqual([])
  })

  it.each(["ecd", "gbm", "linear"])("allows a config of %s with every default", (model_type) => {
    expect(problemsOf(parseConfigObject({ ...columns, model_type }).config)).toEqual([])
  })

  it.each<[string, object, string]>([
    ["a trainer of another type", { trainer: { num_leaves: 4 } }, "/trainer/num_leaves"],
    ["epochs of trees", { model_type: "gbm", trainer: { epochs: 4 } }, "/trainer/epochs"],
    ["leaves of a linear model", { model_type: "linear", trainer: { num_leaves: 4 } }, "/trainer/num_leaves"],
    ["a combiner of trees", { model_type: "gbm", combiner: "concat" }, "/combiner"],
    ["a preset of a linear model", { model_type: "linear", preset: null }, "/preset"],
    [
      "an encoder of trees",
      { model_type: "gbm", defaults: { number: { encoder: "ple" } } },
      "/defaults/number/encoder",
    ],
    ["an unknown section", { trainers: {} }, "/trainers"],
  ])("refuses %s", (_, config, place) => {
    expect(problemsOf({ ...columns, ...config })).toEqual([place])
  })

  it.each(["gbm", "linear"] as const)("tells the defaults that a plain config of %s gets", (model_type) => {
    const parts = schema["allOf"] as { then: { properties: Record<string, { properties: Record<string, object> }> } }[]
    const told = parts[model_type === "gbm" ? 1 : 2]!.then.properties["trainer"]!.properties
    const { trainer } = parseConfigObject({ ...columns, model_type }).config
    const derived = new Set(["validation_field", "validation_metric"])
    for (const [key, value] of Object.entries(trainer))
      if (!derived.has(key)) expect(told[key], key).toMatchObject({ default: value })
  })

  it("asks for features of any model type", () => {
    expect(schema["required"]).toEqual(["input_features", "output_features"])
  })

  it("refuses another model type", () => {
    expect(problemsOf({ ...columns, model_type: "gmb" })).toEqual(["/model_type/"])
  })

  it("tells what all have alike once", () => {
    const then = (schema["allOf"] as { then: { properties: Record<string, object> } }[]).map((part) => part.then)
    for (const { properties } of then)
      expect(properties).toMatchObject({ preprocessing: {}, backend: {}, hyperopt: {} })
    expect(JSON.stringify(schema).length).toBeLessThan(260_000)
  })
})
