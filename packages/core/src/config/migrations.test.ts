import { describe, expect, it } from "vitest"
import type { EcdConfig } from "./root.ts"
import { ConfigError } from "../errors.ts"
import { parseConfig, parseConfigObject } from "./parse.ts"

const inputs = [{ name: "a", type: "number" }]
const outputs = [{ name: "y", type: "category" }]
const parse = (extra: Record<string, unknown>) =>
  parseConfigObject({ input_features: inputs, output_features: outputs, combiner: "concat", ...extra })

describe("old names", () => {
  it("of sections and types", () => {
    const { config, notices } = parse({
      input_features: [{ name: "a", type: "numerical" }],
      training: { epochs: 7 },
      preprocessing: { numerical: { normalization: "minmax" }, category: { most_common: 5 } },
    })
    expect((config as EcdConfig).trainer.epochs).toBe(7)
    expect(config.input_features[0]).toMatchObject({ type: "number", preprocessing: { normalization: "minmax" } })
    expect(config.defaults).toEqual({
      number: { preprocessing: { normalization: "minmax" } },
      category: { preprocessing: { most_common: 5 } },
    })
    expect(notices).toContain("`training` is now `trainer`.")
    expect(notices).toContain("`input_features[0].type` is now `number`.")
    expect(notices).toContain(
      "`preprocessing.category.most_common` is now `defaults.category.preprocessing.most_common`.",
    )
  })

  it("of splits", () => {
    const { config } = parse({ preprocessing: { stratify: "y", split_probabilities: [0.8, 0.1, 0.1] } })
    expect(config.preprocessing.split).toEqual({ type: "stratify", column: "y", probabilities: [0.8, 0.1, 0.1] })
    const forced = parse({ preprocessing: { force_split: true, split_probabilities: [0.8, 0.1, 0.1] } })
    expect(forced.config.preprocessing.split).toEqual({ type: "random", probabilities: [0.8, 0.1, 0.1] })
  })

  it("of encoders' and decoders' settings, written flat", () => {
    const { config, notices } = parse({
      input_features: [{ name: "a", type: "category", encoder: "dense", embedding_size: 12 }],
      output_features: [{ name: "y", type: "binary", fc_layers: [{ output_size: 50 }] }],
    })
    expect(config.input_features[0]).toMatchObject({ encoder: { type: "dense", embedding_size: 12 } })
    const decoder = { type: "regressor", fc_layers: [{ output_size: 50 }] }
    expect(config.output_features[0]).toMatchObject({ decoder })
    expect(notices).toEqual([
      "`input_features[0].embedding_size` is now `input_features[0].encoder.embedding_size`.",
      "`output_features[0].fc_layers` is now `output_features[0].decoder.fc_layers`.",
    ])
  })

  it("of strategies and biases", () => {
    const { config } = parse({
      input_features: [
        {
          name: "a",
          type: "number",
          preprocessing: { missing_value_strategy: "backfill" },
          encoder: { type: "dense", bias: false },
        },
        {
          name: "b",
          type: "number",
          preprocessing: { missing_value_strategy: "pad" },
          encoder: "dense",
          default_bias: false,
        },
      ],
    })
    expect(config.input_features).toMatchObject([
      { preprocessing: { missing_value_strategy: "bfill" }, encoder: { use_bias: false } },
      { preprocessing: { missing_value_strategy: "ffill" }, encoder: { use_bias: false } },
    ])
  })

  it("of the learning rate's schedule and of the trainer", () => {
    const { config } = parse({
      trainer: {
        decay: true,
        decay_rate: 0.9,
        decay_steps: 100,
        staircase: true,
        reduce_learning_rate_on_plateau: 2,
        reduce_learning_rate_on_plateau_patience: 3,
        learning_rate_warmup_epochs: 1,
        eval_batch_size: 0,
        increase_batch_size_on_plateau_max: 512,
        type: "trainer",
      },
    })
    expect(config.trainer).toMatchObject({
      eval_batch_size: null,
      max_batch_size: 512,
      learning_rate_scheduler: {
        decay: "exponential",
        decay_rate: 0.9,
        decay_steps: 100,
        staircase: true,
        reduce_on_plateau: 2,
        reduce_on_plateau_patience: 3,
        warmup_evaluations: 1,
      },
    })
    expect((parse({ trainer: { decay: false } }).config as EcdConfig).trainer.learning_rate_scheduler.decay).toBeNull()
  })

  it("of class weights, searches and backends", () => {
    const { config, notices } = parse({
      output_features: [{ name: "y", type: "category", loss: { class_weights: 1 } }],
      hyperopt: {},
      backend: { type: "ray", processor: { parallelism: 4 } },
    })
    expect(config.output_features[0]?.loss).toMatchObject({ class_weights: null })
    expect(config.hyperopt).toBeNull()
    expect(config.backend).toMatchObject({ type: "local" })
    expect(notices).toHaveLength(3)
  })

  it("keep their places in errors", () => {
    const text =
      "input_features: [{name: a, type: number}]\noutput_features: [{name: y, type: binary}]\ntraining:\n  decay_rate: 7\n"
    expect(() => parseConfig(text, "c.yaml")).toThrow(ConfigError)
    try {
      parseConfig(text, "c.yaml")
    } catch (error) {
      expect((error as ConfigError).problems[0]?.at).toBe("c.yaml:4:15 (training.decay_rate)")
    }
  })

  it("contradict the new ones where both are written", () => {
    try {
      parse({ training: { epochs: 3 }, trainer: { epochs: 4 } })
      expect.unreachable()
    } catch (error) {
      expect((error as ConfigError).problems).toMatchObject([
        { code: "config/rule", message: "`training` is an old name of `trainer`, which is written as well." },
      ])
    }
  })
})
