import { describe, expect, it } from "vitest"
import type { EcdConfig } from "./root.ts"
import { ConfigError } from "../errors.ts"
import { formatConfig, parseConfig, parseConfigObject } from "./index.ts"

const plain = { input_features: [{ name: "a", type: "number" }], output_features: [{ name: "y", type: "binary" }] }

const problemsOf = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ code, message, at, hint, excerpt }) => ({ code, message, at, hint, excerpt }))
    throw error
  }
  return []
}

describe("parseConfig", () => {
  it("fills in every default", () => {
    const given = { ...plain, combiner: { type: "concat" } }
    const { config, notices, written } = parseConfigObject(given)
    expect(notices).toEqual([])
    expect(written).toBe(given)
    expect(config.input_features[0]).toMatchObject({
      column: "a",
      preprocessing: { missing_value_strategy: "fill_with_const", normalization: "zscore" },
      encoder: { type: "passthrough" },
    })
    expect(config.output_features[0]).toMatchObject({
      column: "y",
      preprocessing: { missing_value_strategy: "drop_row" },
      decoder: { type: "regressor" },
      loss: { type: "binary_weighted_cross_entropy", weight: 1 },
      threshold: 0.5,
    })
    expect(config.trainer).toMatchObject({ validation_field: "y", validation_metric: "roc_auc", epochs: 100 })
    expect(config.preprocessing.split).toEqual({ type: "random", probabilities: [0.7, 0.1, 0.2] })
    expect(config.backend).toEqual({ type: "local", device: "cpu", threads: null, cache_dir: null })
  })

  it("leaves what was written untouched", () => {
    const written = { ...structuredClone(plain), training: { epochs: 3 } }
    const before = structuredClone(written)
    parseConfigObject(written)
    expect(written).toEqual(before)
  })

  it("reads its own output to the same config", () => {
    const { config } = parseConfigObject({
      ...plain,
      preset: "tabular_realmlp",
      defaults: { number: { encoder: "ple" } },
    })
    expect(parseConfig(formatConfig(config)).config).toEqual(config)
    expect(parseConfigObject(config).notices).toEqual([])
  })

  it("takes names for components", () => {
    const { config } = parseConfigObject({
      input_features: [{ name: "a", type: "number", encoder: "dense" }],
      output_features: [{ name: "y", type: "number", loss: "huber", decoder: "regressor" }],
      combiner: "concat",
      trainer: { optimizer: "sgd" },
      preprocessing: { split: "random" },
      backend: "local",
    })
    expect(config.input_features[0]).toMatchObject({ encoder: { type: "dense", num_layers: 1 } })
    expect(config.output_features[0]?.loss).toMatchObject({ type: "huber", delta: 1 })
    expect((config as EcdConfig).trainer.optimizer).toMatchObject({ type: "sgd", momentum: 0 })
  })

  it("takes null for a section as its defaults, and for the clipping as none", () => {
    const { config } = parseConfigObject({
      ...plain,
      combiner: { type: "concat" },
      trainer: { learning_rate_scheduler: null, gradient_clipping: null },
      preprocessing: null,
      defaults: { number: null },
      backend: null,
    })
    expect(config.trainer).toMatchObject({
      learning_rate_scheduler: { decay: null },
      gradient_clipping: { clipglobalnorm: null },
    })
    expect(config.preprocessing.split.type).toBe("random")
  })

  it("takes ten thousand columns", () => {
    const input_features = Array.from({ length: 10_000 }, (_, index) => ({ name: `column ${index}`, type: "number" }))
    expect(parseConfigObject({ ...plain, input_features }).config.input_features).toHaveLength(10_000)
  })

  it("reports three mistakes at once, each with its place and what was meant", () => {
    const text = `input_features:
  - name: a
    type: nubmer
  - {name: b, type: number, encodr: {type: dense}}
output_features:
  - {name: y, type: category}
trainer:
  leraning_rate: 0.1
`
    const problems = problemsOf(() => parseConfig(text, "c.yaml"))
    expect(problems.map(({ code, at, hint }) => [code, at, hint])).toEqual([
      ["config/value", "c.yaml:3:11 (input_features[0].type)", "Did you mean `number`?"],
      ["config/unknown-key", "c.yaml:4:29 (input_features[1].encodr)", "Did you mean `encoder`?"],
      ["config/unknown-key", "c.yaml:8:3 (trainer.leraning_rate)", "Did you mean `learning_rate`?"],
    ])
    expect(problems[0]?.message).toBe('`type` is "nubmer"; expected number, binary or category.')
    expect(problems[2]?.excerpt).toBe("8 |   leraning_rate: 0.1\n  |   ^^^^^^^^^^^^^")
  })

  it.each([
    [{ ...plain, combiner: "tabnet" }, "combiner", "tabnet is not available yet."],
    [{ ...plain, epochs: 3 }, "epochs", "It belongs in `trainer`."],
    [{ ...plain, trainer: { epochs: 0 } }, "trainer.epochs", undefined],
    [{ ...plain, trainer: { batch_size: "lots" } }, "trainer.batch_size", undefined],
    [{ ...plain, trainer: null, model_type: "llm" }, "model_type", "Use ecd, gbm or linear."],
    [{ ...plain, model_type: "gmb" }, "model_type", "Did you mean `gbm`?"],
    [{ ...plain, trainer: { epoch: 3 } }, "trainer.epoch", "Did you mean `epochs`?"],
    [{ ...plain, input_features: [{ nam: "a", type: "number" }] }, "input_features[0].nam", "Did you mean `name`?"],
    [{ ...plain, input_features: [{ name: "a", tipe: "number" }] }, "input_features[0].tipe", "Did you mean `type`?"],
    [{ ...plain, trainer: { compile: "yes" } }, "trainer.compile", "Write true or false."],
    [{ ...plain, input_features: [] }, "input_features", undefined],
    [{ output_features: plain.output_features }, "input_features", "It holds the columns that the model is given."],
    [
      { ...plain, input_features: [{ name: "a", type: "number", encoder: { num_bins: 3 } }] },
      "input_features[0].encoder.num_bins",
      "`num_bins` is a setting of the type bins or ple; the type here is passthrough.",
    ],
    [{ ...plain, input_features: [{ name: 7, type: "number" }] }, "input_features[0].name", 'Put it in quotes: "7".'],
    [{ ...plain, preprocessing: { split: { type: "stratify" } } }, "preprocessing.split.column", "Expected text."],
    [{ ...plain, trainer: { optimizer: { betas: [0.9, 2] } } }, "trainer.optimizer.betas[1]", undefined],
  ])("refuses %j", (config, at, hint) => {
    expect(problemsOf(() => parseConfigObject(config))).toMatchObject([{ at, hint }])
  })

  it.each([null, [], 3, "text"])("refuses %j for a config", (value) => {
    expect(problemsOf(() => parseConfigObject(value))).toMatchObject([{ code: "config/value" }])
  })

  it("says what has no effect and refuses what it cannot do", () => {
    expect(parseConfigObject({ ...plain, trainer: { compile: true } }).notices).toEqual([
      "`trainer.compile` has no effect: every model is compiled.",
    ])
    expect(
      problemsOf(() => parseConfigObject({ ...plain, trainer: { loss_balancing: "famo", model_soup: "greedy" } })),
    ).toMatchObject([
      { at: "trainer.loss_balancing", message: "`trainer.loss_balancing` is not available yet." },
      { at: "trainer.model_soup" },
    ])
  })

  it("finds rules that are broken beside mistakes of spelling", () => {
    const config = {
      ...plain,
      output_features: [...plain.output_features, { name: "y", type: "number", clip: [3, 1] }],
      trainer: { leraning_rate: 0.1 },
    }
    expect(problemsOf(() => parseConfigObject(config)).map(({ at }) => at)).toEqual([
      "trainer.leraning_rate",
      "output_features[1].name",
      "output_features[1].clip",
    ])
  })
})
