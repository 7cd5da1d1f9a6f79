// Configs of trees and linear models: what is taken, what is told of, what is refused.
import { describe, expect, it } from "vitest"
import { ConfigError } from "../errors.ts"
import { parseConfig, parseConfigObject } from "./parse.ts"

const columns = {
  input_features: [
    { name: "a", type: "number" },
    { name: "c", type: "category" },
  ],
  output_features: [{ name: "y", type: "binary" }],
}

const problemsOf = (config: Record<string, unknown>) => {
  try {
    parseConfigObject({ ...columns, ...config })
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ at, message, hint }) => [at, message, hint])
    throw error
  }
  return []
}

describe("configs of trees written for Ludwig", () => {
  it("a short one", () => {
    const { config, notices } = parseConfig(`
model_type: gbm
input_features: [{name: age, type: number}, {name: workclass, type: category}, {name: sex, type: binary}]
output_features: [{name: income, type: binary}]
trainer: {num_boost_round: 50, learning_rate: 0.1, num_leaves: 31, boosting_type: dart}
`)
    expect(notices).toEqual([])
    expect(config.trainer).toMatchObject({ num_boost_round: 50, learning_rate: 0.1, num_leaves: 31, max_bin: 255 })
  })

  it("one with every default of its trainer and its features written out", () => {
    const { config, notices } = parseConfig(`
model_type: gbm
ludwig_version: 0.10.4
combiner: null
preset: null
input_features:
  - name: age
    type: number
    column: age
    proc_column: age_mZFLky
    active: true
    tied: null
    encoder: {type: passthrough, skip: false}
    preprocessing: {missing_value_strategy: fill_with_const, fill_value: 0.0, normalization: null}
output_features:
  - name: income
    type: binary
    decoder: {type: regressor}
    dependencies: []
    reduce_input: sum
    reduce_dependencies: sum
    input_size: null
    num_classes: null
    loss: {type: binary_weighted_cross_entropy, weight: 1.0}
defaults:
  number: {encoder: {type: passthrough}}
trainer:
  type: lightgbm_trainer
  validation_field: income
  validation_metric: roc_auc
  learning_rate: 0.03
  early_stop: 5
  eval_batch_size: 1048576
  evaluate_training_set: false
  skip_all_evaluation: false
  max_depth: 18
  num_leaves: 82
  num_boost_round: 1000
  boosting_rounds_per_checkpoint: 50
  boosting_type: gbdt
  tree_learner: serial
  min_data_in_leaf: 20
  min_sum_hessian_in_leaf: 0.001
  bagging_fraction: 0.8
  pos_bagging_fraction: 1.0
  neg_bagging_fraction: 1.0
  bagging_freq: 1
  bagging_seed: 3
  feature_fraction: 0.75
  feature_fraction_bynode: 1.0
  feature_fraction_seed: 2
  extra_trees: false
  extra_seed: 6
  max_delta_step: 0.0
  lambda_l1: 0.25
  lambda_l2: 0.2
  linear_lambda: 0.0
  min_gain_to_split: 0.03
  drop_rate: 0.1
  max_drop: 50
  skip_drop: 0.5
  xgboost_dart_mode: false
  uniform_drop: false
  drop_seed: 4
  top_rate: 0.2
  other_rate: 0.1
  min_data_per_group: 100
  max_cat_threshold: 32
  cat_l2: 10.0
  cat_smooth: 10.0
  max_cat_to_onehot: 4
  cegb_tradeoff: 1.0
  cegb_penalty_split: 0.0
  path_smooth: 0.0
  verbose: -1
  max_bin: 255
  feature_pre_filter: true
`)
    expect(config.trainer).toMatchObject({ lambda_l1: 0.25, validation_metric: "roc_auc", early_stop: 5 })
    expect(config.input_features[0]).not.toHaveProperty("encoder")
    expect(config.output_features[0]).not.toHaveProperty("decoder")
    expect(notices).toEqual([
      "`ludwig_version` has no effect: old names are recognised without it.",
      "`input_features[0].proc_column` has no effect: it is worked out from the data.",
      "`input_features[0].encoder` has no effect: the columns are taken as they are encoded.",
      "`defaults.number.encoder` has no effect: the columns are taken as they are encoded.",
      "`output_features[0].decoder` has no effect: predictions are made of the scores as they are.",
      "`trainer.evaluate_training_set` has no effect: training rows are always evaluated.",
    ])
  })
})

describe("what has no effect", () => {
  it.each([
    ["tree_learner", "voting"],
    ["linear_lambda", 1],
    ["verbose", 1],
    ["feature_pre_filter", false],
    ["evaluate_training_set", false],
    ["eval_batch_size", 64],
  ])("is told of trees: %s", (key, value) => {
    const { notices } = parseConfigObject({ ...columns, model_type: "gbm", trainer: { [key]: value } })
    expect(notices).toEqual([expect.stringMatching(`^\`trainer.${key}\` has no effect: .`)])
  })

  it.each(["gbm", "linear"])("is told of %s, once where it is written", (model_type) => {
    const input_features = [{ name: "a", type: "number", encoder: "dense" }]
    const defaults = { binary: { decoder: "regressor" }, category: { encoder: { type: "onehot" } } }
    const { notices } = parseConfigObject({ ...columns, model_type, input_features, defaults })
    expect(notices.map((notice) => notice.split(" ")[0])).toEqual([
      "`input_features[0].encoder`",
      "`defaults.category.encoder`",
      "`defaults.binary.decoder`",
    ])
  })

  it("is not told of networks", () => {
    const { notices } = parseConfigObject({ ...columns, trainer: { eval_batch_size: 64, evaluate_training_set: true } })
    expect(notices).toEqual([])
  })
})

describe.each(["gbm", "linear"])("what %s models do not have", (model_type) => {
  it.each([
    [{ combiner: "concat" }, "combiner", "leave it out: the model is a network only where `model_type` is ecd"],
    [{ combiner: { type: "tabnet" } }, "combiner", "leave it out: the model is a network"],
    [{ preset: "medium_quality" }, "preset", "leave it out: presets set up networks"],
    [
      { input_features: [...columns.input_features, { name: "b", type: "number", tied: "a" }] },
      "input_features[2].tied",
      "leave it out: there are no encoders to share",
    ],
    [
      { output_features: [{ name: "y", type: "binary", dependencies: ["z"] }] },
      "output_features[0].dependencies",
      "leave it out: each output is fitted by itself",
    ],
  ])("is an error that says so: %o", (config, at, hint) => {
    const key = at.split(".").at(-1)
    expect(problemsOf({ model_type, ...config })).toEqual([
      [at, `A ${model_type} model has no \`${key}\`; only networks do.`, expect.stringContaining(hint.slice(1))],
    ])
  })
})

describe("settings of another model type", () => {
  it.each([
    ["gbm", { trainer: { batch_size: 64 } }, "trainer.batch_size", "ecd models; `model_type` is gbm."],
    ["linear", { trainer: { num_leaves: 64 } }, "trainer.num_leaves", "gbm models; `model_type` is linear."],
    [undefined, { trainer: { num_leaves: 64 } }, "trainer.num_leaves", "gbm models; `model_type` is ecd."],
    [undefined, { trainer: { l2: 1 } }, "trainer.l2", "linear models; `model_type` is ecd."],
    ["linear", { trainer: { early_stop: 3 } }, "trainer.early_stop", "ecd or gbm models; `model_type` is linear."],
  ])("%s: %o", (model_type, config, at, hint) => {
    const written = model_type === undefined ? config : { model_type, ...config }
    expect(problemsOf(written)).toEqual([
      [at, expect.stringContaining("is not a setting of trainer"), `It is a setting of ${hint}`],
    ])
  })
})

describe("losses", () => {
  it.each([
    ["gbm", "number", "mean_absolute_percentage_error", "huber, mean_absolute_error, mean_squared_error"],
    ["gbm", "category", "focal", "corn or softmax_cross_entropy"],
    ["linear", "number", "huber", "mean_squared_error or root_mean_squared_error"],
    ["linear", "binary", "focal", "binary_weighted_cross_entropy"],
  ])("of %s that predict a %s: not %s", (model_type, type, loss, known) => {
    const [problem] = problemsOf({ model_type, output_features: [{ name: "y", type, loss }] })
    expect(problem?.[0]).toBe("output_features[0].loss")
    expect(problem?.[1]).toContain(known)
  })
})

describe("ranking", () => {
  const ranked = (settings: object = {}, trainer: object = {}) => ({
    model_type: "gbm",
    output_features: [{ name: "grade", type: "number" }],
    preprocessing: { group_column: "query" },
    ...settings,
    trainer: { objective: "lambdarank", ...trainer },
  })
  const parsed = (config: object) => parseConfigObject({ ...columns, ...config })

  it("takes grades as they are, and follows their order", () => {
    const { config, notices } = parsed(ranked())
    expect(notices).toEqual([])
    expect(config.trainer).toMatchObject({ validation_field: "grade", validation_metric: "ndcg" })
    expect(config.output_features[0]!.preprocessing).toMatchObject({ normalization: null })
  })

  it("beside another output follows both losses, or the metric that is named", () => {
    const output_features = [{ name: "grade", type: "number" }, ...columns.output_features]
    expect(parsed(ranked({ output_features })).config.trainer).toMatchObject({ validation_field: "combined" })
    const named = parsed(ranked({ output_features }, { validation_metric: "mean_reciprocal_rank" }))
    expect(named.config.trainer).toMatchObject({ validation_field: "grade" })
  })

  it("finds the columns where LightGBM's names of them would stand", () => {
    const trainer = { group_column: "query", weight_column: "w" }
    const { config, notices } = parsed(ranked({ preprocessing: {} }, trainer))
    expect(config.preprocessing).toMatchObject({ group_column: "query", weight_column: "w" })
    expect(notices).toEqual([
      "`trainer.weight_column` is now `preprocessing.weight_column`.",
      "`trainer.group_column` is now `preprocessing.group_column`.",
    ])
  })

  it.each([
    [
      "no groups",
      ranked({ preprocessing: {} }),
      "trainer.objective",
      "`objective` is lambdarank, which orders the rows of groups, and there are none.",
    ],
    [
      "standardised grades",
      ranked({ output_features: [{ name: "grade", type: "number", preprocessing: { normalization: "zscore" } }] }),
      "output_features[0].preprocessing.normalization",
      "`objective` is lambdarank, which takes numbers from 0 up as they are; grade is normalized by zscore.",
    ],
    [
      "a metric of single rows",
      ranked({}, { validation_metric: "r2" }),
      "trainer.validation_metric",
      "No output has a metric r2.",
    ],
    [
      "a split of single rows",
      ranked({ preprocessing: { group_column: "query", split: { type: "stratify", column: "c" } } }),
      "preprocessing.split.type",
      "A stratify split deals out single rows, which breaks the groups of query.",
    ],
  ])("is refused with %s", (_, config, at, message) => {
    expect(problemsOf(config)).toEqual([[at, message, expect.any(String)]])
  })

  it("is of trees alone", () => {
    const [problem] = problemsOf({ ...ranked(), model_type: "linear", trainer: { validation_metric: "ndcg" } })
    expect(problem?.[1]).toBe("No output has a metric ndcg.")
  })
})
