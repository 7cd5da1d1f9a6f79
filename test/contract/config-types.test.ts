// What the compiler knows of a config: right ones pass, wrong ones do not.
import { describe, expect, expectTypeOf, it } from "vitest"
import { parseConfigObject } from "../../packages/core/src/index.ts"
import type { Config, ConfigInput, EcdConfig } from "../../packages/core/src/index.ts"

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

describe("ConfigInput", () => {
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
  })
})
