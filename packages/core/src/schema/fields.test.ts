import { describe, expect, expectTypeOf, it } from "vitest"
import { z } from "zod"
import {
  activation,
  betas,
  choice,
  fcLayers,
  fraction,
  nullable,
  positiveInt,
  text,
  weightsInitializer,
} from "./fields.ts"

describe("fields", () => {
  const schema = z.strictObject({
    num_layers: positiveInt(1, "How many layers."),
    input_size: positiveInt(null, "Set from the data."),
    rate: nullable(fraction(0.5, "A rate.")),
    mode: choice(["a", "b"], "a", "A mode."),
    other: choice(["a", "b"], null, "A mode."),
    name: text(null, "A name."),
    activation: activation("gelu"),
    weights_initializer: weightsInitializer(),
    betas: betas(),
    fc_layers: fcLayers(),
  })

  it("fill in defaults", () => {
    expect(schema.parse({})).toEqual({
      num_layers: 1,
      input_size: null,
      rate: 0.5,
      mode: "a",
      other: null,
      name: null,
      activation: "gelu",
      weights_initializer: "xavier_uniform",
      betas: [0.9, 0.999],
      fc_layers: null,
    })
  })

  it("give exact types", () => {
    type Settings = z.output<typeof schema>
    expectTypeOf<Settings["num_layers"]>().toEqualTypeOf<number>()
    expectTypeOf<Settings["input_size"]>().toEqualTypeOf<number | null>()
    expectTypeOf<Settings["rate"]>().toEqualTypeOf<number | null>()
    expectTypeOf<Settings["mode"]>().toEqualTypeOf<"a" | "b">()
    expectTypeOf<Settings["other"]>().toEqualTypeOf<"a" | "b" | null>()
    expectTypeOf<Settings["betas"]>().toEqualTypeOf<[number, number]>()
  })

  it("allow null only where it is declared, and hold their bounds", () => {
    expect(schema.safeParse({ rate: null, activation: null }).success).toBe(true)
    for (const wrong of [{ num_layers: null }, { num_layers: 0 }, { num_layers: 1.5 }, { rate: 2 }, { mode: null }])
      expect(schema.safeParse(wrong).success).toBe(false)
  })

  it("carry their sentence and their meta", () => {
    expect(schema.shape.num_layers.description).toBe("How many layers.")
    expect(schema.shape.rate.description).toBe("A rate.")
    expect(schema.shape.activation.meta()).toMatchObject({ impact: 2 })
  })
})
