import { describe, expect, it } from "vitest"
import { ConfigError } from "../../errors.ts"
import { parseConfigObject } from "../parse.ts"

const a = { name: "a", type: "number" }
const y = { name: "y", type: "binary" }
const plain = { input_features: [a], output_features: [y], combiner: "concat" }

const rulesOf = (extra: Record<string, unknown>) => {
  try {
    parseConfigObject({ ...plain, ...extra })
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ code, at, message }) => [code, at, message])
    throw error
  }
  return []
}

describe("rules", () => {
  it.each<[Record<string, unknown>, string, string]>([
    [{ input_features: [a, a] }, "input_features[1].name", "Two features of `input_features` are called a."],
    [{ input_features: [{ ...a, active: false }] }, "input_features", "No feature of `input_features` is active."],
    [{ input_features: [{ ...a, tied: "b" }] }, "input_features[0].tied", "a is tied to b, which is not an input."],
    [{ input_features: [{ ...a, tied: "a" }] }, "input_features[0].tied", "a is tied to itself."],
    [
      { input_features: [a, { name: "b", type: "binary", tied: "a" }] },
      "input_features[1].tied",
      "b (binary) is tied to a (number); only inputs of one type can share an encoder.",
    ],
    [
      {
        input_features: [
          { ...a, tied: "b" },
          { ...a, name: "b", tied: "a" },
        ],
      },
      "input_features[0].tied",
      "The inputs are tied to one another in a circle: a → b → a.",
    ],
    [
      { trainer: { layers_to_freeze_regex: "combiner.(" } },
      "trainer.layers_to_freeze_regex",
      "`layers_to_freeze_regex` is no pattern: Invalid regular expression: /combiner.(/: Unterminated group.",
    ],
    [
      { trainer: { learning_rate_scheduler: { reduce_eval_metric: "acuracy" } } },
      "trainer.learning_rate_scheduler.reduce_eval_metric",
      "No output has a metric acuracy.",
    ],
    [
      { trainer: { increase_batch_size_eval_metric: "r2" } },
      "trainer.increase_batch_size_eval_metric",
      "No output has a metric r2.",
    ],
    [
      { output_features: [{ ...y, dependencies: ["z"] }] },
      "output_features[0].dependencies[0]",
      "y depends on z, which is not an output.",
    ],
    [
      {
        output_features: [
          { ...y, dependencies: ["z"] },
          { name: "z", type: "number", dependencies: ["y"] },
        ],
      },
      "output_features[0].dependencies",
      "The outputs depend on one another in a circle: y → z → y.",
    ],
    [
      { trainer: { checkpoints_per_epoch: 2, steps_per_checkpoint: 50 } },
      "trainer.steps_per_checkpoint",
      "Both `checkpoints_per_epoch` and `steps_per_checkpoint` are set.",
    ],
    [
      { trainer: { batch_size: 64, max_batch_size: 32 } },
      "trainer.batch_size",
      "`batch_size` (64) is more than `max_batch_size` (32).",
    ],
    [
      { trainer: { batch_size: 48, effective_batch_size: 100 } },
      "trainer.effective_batch_size",
      "`effective_batch_size` (100) is not a multiple of 48.",
    ],
    [
      { trainer: { validation_field: "x" } },
      "trainer.validation_field",
      "`validation_field` is x, which is not an output.",
    ],
    [{ trainer: { validation_metric: "r2" } }, "trainer.validation_metric", "No output has a metric r2."],
    [
      { trainer: { validation_metric: "accuracy" }, output_features: [y, { name: "z", type: "category" }] },
      "trainer.validation_metric",
      "Several outputs have the metric accuracy.",
    ],
    [
      { trainer: { validation_field: "combined", validation_metric: "accuracy" } },
      "trainer.validation_metric",
      "All outputs combined have no accuracy, only loss.",
    ],
    [
      { output_features: [{ ...y, default_validation_metric: "r2" }] },
      "output_features[0].default_validation_metric",
      "A binary output has no metric r2.",
    ],
    [
      { output_features: [{ name: "y", type: "category" }], preprocessing: { oversample_minority: 0.5 } },
      "preprocessing.oversample_minority",
      "`oversample_minority` needs exactly one output, a binary one.",
    ],
    [
      { preprocessing: { oversample_minority: 0.5, undersample_majority: 0.5 } },
      "preprocessing.undersample_majority",
      "Both `oversample_minority` and `undersample_majority` are set.",
    ],
    [
      { preprocessing: { sample_size: 9, sample_ratio: 0.5 } },
      "preprocessing.sample_size",
      "Both `sample_size` and `sample_ratio` are set.",
    ],
    [
      { preprocessing: { split: { probabilities: [0.5, 0.1, 0.1] } } },
      "preprocessing.split.probabilities",
      "The shares of the split add up to 0.7; expected 1.",
    ],
    [
      { preprocessing: { split: { type: "stratify", column: "a" } } },
      "preprocessing.split.column",
      "a is a number feature; a stratify split needs a column that is binary or category, or no feature.",
    ],
    [
      { output_features: [{ name: "y", type: "number", clip: [1, 0] }] },
      "output_features[0].clip",
      "`clip` is 1 to 0; expected the least first, then the greatest.",
    ],
  ])("%j", (extra, at, message) => {
    expect(rulesOf(extra)).toEqual([["config/rule", at, message]])
  })

  it("of initializers' settings", () => {
    expect(rulesOf({ combiner: { type: "concat", weights_initializer: { type: "normal", stdd: 1 } } })).toEqual([
      [
        "config/unknown-key",
        "combiner.weights_initializer.stdd",
        "`stdd` is not a setting of the normal weights_initializer.",
      ],
    ])
  })

  it("allow what does not contradict itself", () => {
    expect(rulesOf({ input_features: [a, { ...a, name: "b", tied: "a" }] })).toEqual([])
    expect(rulesOf({ output_features: [y, { name: "z", type: "number", dependencies: ["y"] }] })).toEqual([])
    expect(rulesOf({ preprocessing: { oversample_minority: 0.26 } })).toEqual([])
    expect(rulesOf({ trainer: { layers_to_freeze_regex: "^combiner\\." } })).toEqual([])
    expect(rulesOf({ trainer: { learning_rate_scheduler: { reduce_eval_metric: "roc_auc" } } })).toEqual([])
    expect(rulesOf({ trainer: { batch_size: 32, gradient_accumulation_steps: 2, effective_batch_size: 64 } })).toEqual(
      [],
    )
    expect(rulesOf({ trainer: { validation_metric: "binary_weighted_cross_entropy" } })).toEqual([])
  })
})

describe("the metric that is followed", () => {
  const target = (outputs: unknown[], trainer: Record<string, unknown> = {}) => {
    const { validation_field, validation_metric } = parseConfigObject({ ...plain, output_features: outputs, trainer })
      .config.trainer
    return [validation_field, validation_metric]
  }
  const z = { name: "z", type: "number" }
  it("is the first output's own, or the one that has the metric", () => {
    expect(target([y, z])).toEqual(["y", "roc_auc"])
    expect(target([y, z], { validation_metric: "r2" })).toEqual(["z", "r2"])
    expect(target([y, z], { validation_field: "z" })).toEqual(["z", "mean_squared_error"])
    expect(target([y, z], { validation_field: "combined" })).toEqual(["combined", "loss"])
    expect(target([y, z], { validation_metric: "loss" })).toEqual(["combined", "loss"])
    expect(target([y, z], { validation_metric: "binary_weighted_cross_entropy" })).toEqual(["y", "loss"])
  })
})
