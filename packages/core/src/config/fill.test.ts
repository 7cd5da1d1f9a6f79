import { describe, expect, it } from "vitest"
import type { EcdConfig } from "./root.ts"
import { parseConfigObject } from "./parse.ts"
import { recommend } from "./recommend.ts"

const a = { name: "a", type: "number" }
const c = { name: "c", type: "category" }
const plain = { input_features: [a, c], output_features: [{ name: "y", type: "category" }] }
const inputsOf = (config: Record<string, unknown>) =>
  (parseConfigObject({ ...plain, ...config }).config as EcdConfig).input_features

describe("defaults of a type", () => {
  it("hold where a feature says nothing, and give way where it does", () => {
    const defaults = { number: { preprocessing: { normalization: "minmax", fill_value: 3 } } }
    const own = { ...a, preprocessing: { normalization: null } }
    expect(inputsOf({ defaults, input_features: [a, { ...own, name: "b" }] })).toMatchObject([
      { preprocessing: { normalization: "minmax", fill_value: 3 } },
      { preprocessing: { normalization: null, fill_value: 3 } },
    ])
  })

  it("are not mixed into a part of another type", () => {
    const defaults = { category: { encoder: { type: "sparse", dropout: 0.4 } } }
    const written = [c, { ...c, name: "d", encoder: { dropout: 0.1 } }, { ...c, name: "e", encoder: "dense" }]
    expect(inputsOf({ defaults, input_features: written }).map((input) => input.encoder)).toMatchObject([
      { type: "sparse", dropout: 0.4 },
      { type: "sparse", dropout: 0.1 },
      { type: "dense", dropout: 0 },
    ])
  })

  it("reach decoders and losses of outputs, and not their preprocessing", () => {
    const defaults = {
      category: { preprocessing: { most_common: 3 }, decoder: { num_fc_layers: 2 }, loss: { confidence_penalty: 0.1 } },
    }
    expect(parseConfigObject({ ...plain, defaults }).config.output_features[0]).toMatchObject({
      preprocessing: { most_common: 10_000 },
      decoder: { type: "classifier", num_fc_layers: 2 },
      loss: { confidence_penalty: 0.1 },
    })
  })
})

describe("our own choices", () => {
  const chosen = recommend(plain)

  it("hold where there is no combiner, and show", () => {
    const { config } = parseConfigObject(plain)
    expect((config as EcdConfig).combiner).toMatchObject(chosen["combiner"] as object)
    expect(config.input_features[0]).toMatchObject((chosen["input_features"] as { number: object }).number)
  })

  it("may go by what is predicted", () => {
    const { config } = parseConfigObject({ ...plain, output_features: [a] })
    expect((config as EcdConfig).combiner).toMatchObject(recommend({ output_features: [a] })["combiner"] as object)
  })

  it("take many numbers as they are", () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ...a, name: `a${i}` }))
    const encoderOf = (count: number) => inputsOf({ input_features: many(count) })[0]!.encoder.type
    expect([encoderOf(499), encoderOf(500)]).toEqual(["ple", "passthrough"])
  })

  it("give way to whatever is written", () => {
    const { config } = parseConfigObject({ ...plain, trainer: { learning_rate: 0.5, optimizer: "sgd" } })
    expect((config as EcdConfig).combiner).toMatchObject(chosen["combiner"] as object)
    expect(config.trainer).toMatchObject({ learning_rate: 0.5, optimizer: { type: "sgd", weight_decay: 0 } })
  })

  it("are left out where a combiner is written", () => {
    const { config } = parseConfigObject({ ...plain, combiner: { type: "concat" } })
    expect((config as EcdConfig).combiner).toMatchObject({ num_fc_layers: 0, dropout: 0 })
    expect(config.trainer).toMatchObject({ learning_rate: 0.001, batch_size: "auto", optimizer: { type: "adam" } })
  })
})

describe("presets", () => {
  it("set what is not written", () => {
    const { config } = parseConfigObject({ ...plain, preset: "tabular_realmlp", trainer: { epochs: 9 } })
    expect((config as EcdConfig).combiner).toMatchObject({ num_fc_layers: 4, output_size: 256, dropout: 0.15 })
    expect(config.trainer).toMatchObject({
      epochs: 9,
      early_stop: 40,
      learning_rate: 0.0005,
      optimizer: { type: "adamw", weight_decay: 0.01 },
      learning_rate_scheduler: { decay: "cosine" },
    })
    expect(config.input_features[0]).toMatchObject({ preprocessing: { normalization: "iq" } })
  })

  it("that are not there yet say so", () => {
    expect(() => parseConfigObject({ ...plain, preset: "best_quality" })).toThrow("has an error")
  })
})
