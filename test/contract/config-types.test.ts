// What the compiler knows of a config: right ones pass, wrong ones do not.
import { describe, expect, expectTypeOf, it } from "vitest"
import { parseConfigObject } from "../../packages/core/src/index.ts"
import type { Config, ConfigInput, EcdConfig, GbmConfig, LinearConfig } from "../../packages/core/src/index.ts"

const config = {
  input_features: [
    { name: "a", type: "number" },
    { name: "b", type: "number", encoder: "dense" },
    { name: "c", type: "number", encoder: { type: "ple", num_bins: 3 } },
    { name: "d", type: "category", encoder: { embedding_size: 4 }, preprocessing: { most_common: 5 } },
  ],
  output_features: [{ name: "y", type: "binary", threshold: 0.3, loss: { weight: 2 } }],
  combiner: { num_fc_layers: 1 },
  trainer: { optimizer: "sgd", batch_size: "auto", learning_rate_scheduler: { decay: "cosine" } },
  preprocessing: { split: "random" },
  defaults: { category: { encoder: "dense" } },
  backend: "local",
} as const satisfies ConfigInput

/** Configs that the compiler refuses. */
export const wrong: readonly ConfigInput[] = [
  // @ts-expect-error -- no such feature type
  { input_features: [{ name: "a", type: "nubmer" }], output_features: [] },
  // @ts-expect-error -- a number has no such encoder
  { input_features: [{ name: "a", type: "number", encoder: "onehot" }], output_features: [] },
  // @ts-expect-error -- no such setting
  { input_features: [], output_features: [], trainer: { leraning_rate: 3 } },
  // @ts-expect-error -- a name is needed
  { input_features: [{ type: "number" }], output_features: [] },
]

const columns = {
  input_features: [{ name: "a", type: "number" }],
  output_features: [{ name: "y", type: "number" }],
} as const

const trees = {
  ...columns,
  model_type: "gbm",
  output_features: [{ name: "y", type: "number", loss: "huber" }],
  trainer: { num_leaves: 8, boosting_type: "dart", early_stop: "auto" },
  defaults: { category: { preprocessing: { min_frequency: 3 }, loss: { class_weights: null } } },
} as const satisfies ConfigInput

const linear = {
  ...columns,
  model_type: "linear",
  trainer: { l2: 0.1, family: "poisson" },
  output_features: [{ name: "y", type: "number", preprocessing: { normalization: null } }],
} as const satisfies ConfigInput

/** Settings of one model type that another has not. */
export const misplaced: readonly ConfigInput[] = [
  // @ts-expect-error -- no such model type
  { ...columns, model_type: "gmb" },
  // @ts-expect-error -- leaves are of trees
  { ...columns, trainer: { num_leaves: 3 } },
  // @ts-expect-error -- so are rounds
  { ...columns, model_type: "ecd", trainer: { num_boost_round: 3 } },
  // @ts-expect-error -- trees have no epochs
  { ...columns, model_type: "gbm", trainer: { epochs: 3 } },
  // @ts-expect-error -- nor batches
  { ...columns, model_type: "gbm", trainer: { num_leaves: 3, batch_size: 3 } },
  // @ts-expect-error -- nor a combiner
  { ...columns, model_type: "gbm", combiner: "concat" },
  // @ts-expect-error -- nor presets
  { ...columns, model_type: "linear", preset: "medium_quality" },
  // @ts-expect-error -- nor encoders
  { ...columns, model_type: "gbm", input_features: [{ name: "a", type: "number", encoder: "dense" }] },
  // @ts-expect-error -- nor decoders
  { ...columns, model_type: "linear", output_features: [{ name: "y", type: "number", decoder: "regressor" }] },
  // @ts-expect-error -- nor defaults of encoders
  { ...columns, model_type: "gbm", defaults: { number: { encoder: "dense" } } },
  // @ts-expect-error -- a linear model cannot minimise it
  { ...columns, model_type: "linear", output_features: [{ name: "y", type: "number", loss: "huber" }] },
  // @ts-expect-error -- nor stop early
  { ...columns, model_type: "linear", trainer: { early_stop: 3 } },
  // @ts-expect-error -- a wrong value
  { ...columns, model_type: "gbm", trainer: { boosting_type: "gdbt" } },
]

describe("ConfigInput", () => {
  it("goes by the model type", () => {
    expect(parseConfigObject(trees).config).toMatchObject({ model_type: "gbm", trainer: { num_leaves: 8 } })
    expect(parseConfigObject(linear).config).toMatchObject({ model_type: "linear", trainer: { l2: 0.1 } })
  })

  it("refuses what parsing refuses", () => {
    for (const each of misplaced) {
      if ("encoder" in (each.input_features[0] ?? {}) || "decoder" in (each.output_features[0] ?? {})) continue
      if (each.defaults?.number !== undefined) continue // taken, with a notice
      expect(() => parseConfigObject(each), JSON.stringify(each)).toThrow()
    }
  })

  it("allows what parsing allows", () => {
    expect(parseConfigObject(config).config).toMatchObject({ combiner: { type: "concat", num_fc_layers: 1 } })
  })

  it("becomes a Config whose every part is known", () => {
    expectTypeOf<EcdConfig["trainer"]["epochs"]>().toEqualTypeOf<number | "auto">()
    expectTypeOf<EcdConfig["trainer"]["batch_size"]>().toEqualTypeOf<number | "auto">()
    expectTypeOf<Config["input_features"][number]["type"]>().toEqualTypeOf<"number" | "binary" | "category">()
    expectTypeOf<Config["preprocessing"]["split"]["type"]>().toEqualTypeOf<
      "random" | "fixed" | "stratify" | "datetime" | "hash"
    >()
    expectTypeOf<EcdConfig["combiner"]["type"]>().toEqualTypeOf<"concat">()
    expectTypeOf<Config["model_type"]>().toEqualTypeOf<"ecd" | "gbm" | "linear">()
    expectTypeOf<GbmConfig["trainer"]["early_stop"]>().toEqualTypeOf<number | "auto">()
    expectTypeOf<LinearConfig["trainer"]["l1"]>().toEqualTypeOf<number>()
  })
})
