// Every combiner keeps its promises: its shape in training and inference, gradients for its parameters, the same model for the same seed.
import { describe, expect, it } from "vitest"
import { combiners } from "../../packages/core/src/combiners/index.ts"
import type { Combiner } from "../../packages/core/src/define.ts"
import { randomStream } from "../../packages/core/src/random.ts"
import { activationNames } from "../../packages/core/src/schema/fields.ts"
import { expectAlphabetical, expectListOfFolder, settingsOf, variants } from "../support/component-list.ts"
import { buildPart, float32, parameterGradients, run, type ModelPart } from "../support/model-part.ts"

const batch = 7
const widths = { age: 1, colour: 3 }

type Settings = Readonly<Record<string, unknown>>

const build = (combiner: Combiner, settings: Settings, mode: "training" | "inference" = "training"): ModelPart =>
  buildPart({ batch, mode }, (context) =>
    combiner.build(
      context,
      settings,
      Object.entries(widths).map(([name, width]) => ({
        name,
        value: context.graph.input(name, "float32", ["batch", width]),
      })),
    ),
  )

const numbers = (size: number, key: number): number[] => {
  const draws = randomStream(key)
  return Array.from({ length: size }, () => draws.normal())
}
const inputs = Object.fromEntries(
  Object.entries(widths).map(([name, width], i) => [name, float32([batch, width], numbers(batch * width, i))]),
)

function expectGradients(part: ModelPart): void {
  for (const [name, gradient] of parameterGradients(part, inputs)) {
    expect(gradient, name).not.toBeNull()
    expect(
      gradient!.some((number) => number !== 0),
      name,
    ).toBe(true)
  }
}

describe("combiners", () => {
  it("are one file each", () => {
    expectListOfFolder(combiners, "combiners", "defineCombiner")
    expectAlphabetical(combiners)
  })

  it.each(variants<Combiner>(combiners))(
    "%s › has its promised shape in training and inference",
    (_, combiner, settings) => {
      for (const mode of ["training", "inference"] as const) {
        const part = build(combiner, settings, mode)
        const { shape, data } = run(part, inputs)
        expect(shape).toEqual(part.value.shape.map((size) => (size === "batch" ? batch : size)))
        expect([2, 3]).toContain(shape.length)
        expect(Array.from(data as Float64Array).every(Number.isFinite)).toBe(true)
      }
    },
  )

  it.each(variants<Combiner>(combiners))("%s › every parameter gets a gradient", (_, combiner, settings) => {
    expectGradients(build(combiner, settings))
  })

  it.each(variants<Combiner>(combiners))(
    "%s › the same for the same seed, and the same names in both modes",
    (_, combiner, settings) => {
      const first = build(combiner, settings)
      expect(build(combiner, settings).feeds).toEqual(first.feeds)
      const names = ({ parameters }: ModelPart): string[] => parameters.map(({ name }) => name)
      expect(names(build(combiner, settings, "inference"))).toEqual(names(first))
    },
  )
})

describe("concat", () => {
  const [concat] = combiners
  const concatOf = (given: Settings, mode?: "training" | "inference"): ModelPart =>
    build(concat, settingsOf(concat, given), mode)

  it.each([...activationNames, null])(
    "activation %s › keeps the width that is asked for, with gradients",
    (activation) => {
      const part = concatOf({ num_fc_layers: 1, output_size: 5, activation })
      expect(part.value.shape).toEqual(["batch", 5])
      expectGradients(part)
    },
  )

  it.each(["batch", "layer", "ghost"])("norm %s › with gradients, for members too", (norm) => {
    const settings = {
      num_fc_layers: 2,
      output_size: 5,
      norm,
      norm_params: norm === "ghost" ? { virtual_batch_size: 3 } : {},
    }
    expectGradients(concatOf(settings))
    expectGradients(concatOf({ ...settings, batch_ensemble: true, activation: "tanh" }))
  })

  it("layers of their own override the stack's settings", () => {
    const part = concatOf({ output_size: 9, fc_layers: [{ output_size: 4, use_bias: false }, { activation: null }] })
    expect(part.parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ["fc_layers.0.weights", [4, 4]],
      ["fc_layers.1.weights", [4, 9]],
      ["fc_layers.1.bias", [9]],
    ])
  })

  it("residual adds where widths are one", () => {
    const settings = { num_fc_layers: 1, output_size: 4, weights_initializer: "zeros", activation: null }
    expect([...run(concatOf({ ...settings, residual: true }), inputs).data]).toEqual([
      ...run(concatOf({}), inputs).data,
    ])
  })

  it("dropout is on in training only", () => {
    const settings = { num_fc_layers: 1, output_size: 50, dropout: 0.5, activation: null }
    const zeros = (mode: "training" | "inference"): number =>
      [...run(concatOf(settings, mode), inputs).data].filter((number) => number === 0).length
    expect(zeros("training")).toBeGreaterThan(100)
    expect(zeros("inference")).toBe(0)
  })

  it("an ensemble's members share one matrix a layer and differ", () => {
    const part = concatOf({ num_fc_layers: 1, output_size: 2, batch_ensemble: true, num_ensemble_members: 3 })
    expect(part.value.shape).toEqual(["batch", 3, 2])
    expect(part.parameters.map(({ name, shape, decay }) => [name, shape, decay])).toEqual([
      ["fc_layers.0.input_scale", [3, 4], false],
      ["fc_layers.0.weights", [4, 2], true],
      ["fc_layers.0.output_scale", [3, 2], false],
      ["fc_layers.0.bias", [3, 2], false],
    ])
    const { data } = run(part, inputs)
    expect(data.slice(0, 2)).not.toEqual(data.slice(2, 4))
  })
})
