// Every encoder keeps its promises: its shape in training and inference, gradients for its parameters, the same model for the same seed.
import { describe, expect, it } from "vitest"
import type { Encoder, FitColumn, Json } from "../../packages/core/src/define.ts"
import { binaryEncoders } from "../../packages/core/src/encoders/binary/index.ts"
import { categoryEncoders } from "../../packages/core/src/encoders/category/index.ts"
import { numberEncoders } from "../../packages/core/src/encoders/number/index.ts"
import { expectAlphabetical, expectListOfFolder, settingsOf, variants } from "../support/component-list.ts"
import { buildPart, float32, int32, parameterGradients, run, type ModelPart } from "../support/model-part.ts"

const batch = 6
const metadata = { idx2str: ["red", "green", "blue", "grey"] }
const targets = new Map([["y", Float32Array.of(3, 1, 4, 1, 5, 9)]])

interface Kind {
  readonly encoders: readonly Encoder[]
  readonly dtype: "float32" | "int32"
  readonly column: FitColumn
}

const kinds: Readonly<Record<string, Kind>> = {
  number: {
    encoders: numberEncoders,
    dtype: "float32",
    column: { values: Float32Array.of(-1.3, -0.4, 0.1, 0.6, 1.2, 2.5), targets },
  },
  binary: {
    encoders: binaryEncoders,
    dtype: "float32",
    column: { values: Float32Array.of(0, 1, 1, 0, 1, 0), targets },
  },
  category: {
    encoders: categoryEncoders,
    dtype: "int32",
    column: { values: Int32Array.of(0, 1, 2, 3, 1, 0), targets },
  },
}

type Settings = Readonly<Record<string, unknown>>

const fit = (encoder: Encoder, settings: Settings, column: FitColumn): Json =>
  encoder.fit?.(settings, column, metadata) ?? null

function build(
  kind: Kind,
  encoder: Encoder,
  settings: Settings,
  options: { mode?: "training" | "inference"; seed?: number } = {},
): ModelPart {
  const fitted = fit(encoder, settings, kind.column)
  return buildPart({ batch, ...options }, (context) =>
    encoder.build(context, settings, {
      value: context.graph.input("column", kind.dtype, ["batch", 1]),
      metadata,
      fitted,
    }),
  )
}

const inputs = ({ dtype, column }: Kind) => ({
  column: (dtype === "int32" ? int32 : float32)([batch, 1], column.values),
})

describe("encoder lists", () => {
  it("are one file a component", () => {
    expectListOfFolder(numberEncoders, "encoders/number", "defineEncoder")
    expectListOfFolder(categoryEncoders, "encoders/category", "defineEncoder")
    for (const { encoders } of Object.values(kinds)) expectAlphabetical(encoders)
  })
})

describe.each(Object.entries(kinds))("encoders of %s", (_, kind) => {
  it.each(variants(kind.encoders))(
    "%s › has its promised shape in training and inference",
    (_name, encoder, settings) => {
      for (const mode of ["training", "inference"] as const) {
        const part = build(kind, encoder, settings, { mode })
        const width = part.value.shape[1]
        expect(part.value.shape).toEqual(["batch", expect.any(Number)])
        expect(part.value.dtype).toBe("float32")
        const { shape, data } = run(part, inputs(kind))
        expect(shape).toEqual([batch, width])
        expect(Array.from(data as Float64Array).every(Number.isFinite)).toBe(true)
      }
    },
  )

  it.each(variants(kind.encoders))("%s › every parameter gets a gradient", (_name, encoder, settings) => {
    const part = build(kind, encoder, settings)
    for (const [name, gradient] of parameterGradients(part, inputs(kind))) {
      expect(gradient, name).not.toBeNull()
      expect(
        gradient!.some((number) => number !== 0),
        name,
      ).toBe(true)
    }
  })

  it.each(variants(kind.encoders))("%s › the same for the same seed", (_name, encoder, settings) => {
    const first = build(kind, encoder, settings)
    const second = build(kind, encoder, settings)
    expect(second.feeds).toEqual(first.feeds)
    expect(second.graph.nodes.map(({ type }) => type)).toEqual(first.graph.nodes.map(({ type }) => type))
    const other = build(kind, encoder, settings, { seed: 2 })
    expect(other.parameters.map(({ name }) => name)).toEqual(first.parameters.map(({ name }) => name))
  })

  it.each(variants(kind.encoders))(
    "%s › what it fits is JSON, also of constant and empty columns",
    (_name, encoder, settings) => {
      const { values } = kind.column
      const constant = values instanceof Float32Array ? new Float32Array(6).fill(3) : new Int32Array(6)
      for (const column of [
        kind.column,
        { values: constant, targets },
        { values: values.slice(0, 0), targets: new Map() },
      ]) {
        const fitted = fit(encoder, settings, column)
        expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted)
      }
    },
  )

  it.each(kind.encoders.map((encoder): [string, Encoder] => [encoder.type, encoder]))(
    "%s › skips where asked to",
    (_name, encoder) => {
      const part = build(kind, encoder, settingsOf(encoder, { skip: true }))
      expect([...run(part, inputs(kind)).data]).toEqual(
        [...kind.column.values].map((number) => expect.closeTo(number, 6)),
      )
    },
  )

  it.each(kind.encoders.map((encoder): [string, Encoder] => [encoder.type, encoder]))(
    "%s › has no adapter and no unknown setting",
    (_name, encoder) => {
      expect(encoder.schema.safeParse({ type: encoder.type, adapter: "lora" }).error?.issues[0]?.message).toMatch(
        /pretrained/,
      )
      expect(encoder.schema.safeParse({ type: encoder.type, no_such_setting: 1 }).success).toBe(false)
    },
  )
})

describe("what encoders encode", () => {
  const encode = (kind: Kind, encoder: Encoder, given: Settings): number[][] => {
    const { shape, data } = run(build(kind, encoder, settingsOf(encoder, given)), inputs(kind))
    const width = shape[1] ?? 0
    return Array.from({ length: batch }, (_, i) => Array.from(data.slice(i * width, (i + 1) * width) as Float64Array))
  }
  const [number, category] = [kinds["number"]!, kinds["category"]!]
  const numberEncoder = (type: string): Encoder => numberEncoders.find((encoder) => encoder.type === type)!
  const categoryEncoder = (type: string): Encoder => categoryEncoders.find((encoder) => encoder.type === type)!

  it("ple: how much of each bin lies below the value", () => {
    const rows = encode(number, numberEncoder("ple"), { ple_bin_edges: [-1, 0, 2], output_size: null })
    expect(rows).toEqual(
      [
        [0, 0],
        [0.6, 0],
        [1, 0.05],
        [1, 0.3],
        [1, 0.6],
        [1, 1],
      ].map((row) => row.map((x) => expect.closeTo(x, 6))),
    )
  })

  it("bins: one embedding for all values of a bin", () => {
    const rows = encode(number, numberEncoder("bins"), { bins_bin_edges: [-1, 0, 1, 2], output_size: 2 })
    expect(rows[0]).toEqual(rows[1])
    expect(rows[2]).toEqual(rows[3])
    expect(rows[4]).toEqual(rows[5])
    expect(new Set(rows.map(String)).size).toBe(3)
  })

  it("periodic: pairs of a cosine and a sine", () => {
    const rows = encode(number, numberEncoder("periodic"), { num_frequencies: 3, output_size: null })
    for (const row of rows) for (let i = 0; i < 3; i++) expect(row[i]! ** 2 + row[i + 3]! ** 2).toBeCloseTo(1, 6)
  })

  it("onehot and sparse: a one at the category's id", () => {
    for (const type of ["onehot", "sparse"]) {
      expect(encode(category, categoryEncoder(type), {})[2]).toEqual([0, 0, 1, 0])
    }
  })

  it("dense: vectors no longer than there are categories, of which each has its own", () => {
    const rows = encode(category, categoryEncoder("dense"), {})
    expect(rows[0]).toHaveLength(4)
    expect(rows[0]).toEqual(rows[5])
    expect(new Set(rows.map(String)).size).toBe(4)
  })

  it("target: category means drawn towards the overall mean", () => {
    const [red, green] = encode(category, categoryEncoder("target"), { smoothing: 0 })
    const deviation = Math.sqrt([3, 1, 4, 1, 5, 9].reduce((sum, y) => sum + (y - 23 / 6) ** 2, 0) / 6)
    expect(red![0]).toBeCloseTo((6 - 23 / 6) / deviation, 5)
    expect(green![0]).toBeCloseTo((3 - 23 / 6) / deviation, 5)
    expect(Math.abs(encode(category, categoryEncoder("target"), {})[0]![0]!)).toBeLessThan(red![0]!)
  })

  it("a vocabulary that is not the column's is refused", () => {
    const settings = settingsOf(categoryEncoder("dense"), { vocab: ["red"] })
    expect(() => build(category, categoryEncoder("dense"), settings)).toThrow(/vocab has 1 values/)
  })

  it("an input size that is not the model's is refused", () => {
    const settings = settingsOf(numberEncoder("dense"), { input_size: 3 })
    expect(() => build(number, numberEncoder("dense"), settings)).toThrow(/input_size is 3/)
  })
})
