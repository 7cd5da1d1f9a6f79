// Every decoder keeps its promises: logits of the size asked for, with and without an ensemble's members, and gradients for its parameters.
import { describe, expect, it } from "vitest"
import { binaryDecoders, categoryDecoders, numberDecoders } from "../../packages/core/src/decoders/index.ts"
import type { Decoder } from "../../packages/core/src/define.ts"
import type { Value } from "../../packages/core/src/graph/graph.ts"
import { randomStream } from "../../packages/core/src/random.ts"
import { expectAlphabetical, expectListOfFolder, settingsOf, variants } from "../support/component-list.ts"
import { buildPart, float32, parameterGradients, run, type ModelPart } from "../support/model-part.ts"

const batch = 5
const width = 4
const members = 3

interface Case {
  readonly shape: readonly number[]
  readonly size: number
}

const draws = randomStream(1)
const hiddenOf = (shape: readonly number[]) => {
  const full = [batch, ...shape]
  return {
    hidden: float32(
      full,
      Array.from({ length: full.reduce((a, b) => a * b) }, () => draws.normal()),
    ),
  }
}

function build(
  decoder: Decoder,
  settings: Readonly<Record<string, unknown>>,
  { shape, size }: Case,
): ModelPart & { hidden: Value } {
  let hidden: Value | undefined
  const part = buildPart({ batch }, (context) => {
    const decoded = decoder.build(
      context,
      settings,
      context.graph.input("hidden", "float32", ["batch", ...shape]),
      size,
    )
    hidden = decoded.hidden
    return decoded.logits
  })
  return { ...part, hidden: hidden! }
}

const kinds: Readonly<Record<string, { readonly decoders: readonly Decoder[]; readonly size: number }>> = {
  number: { decoders: numberDecoders, size: 1 },
  binary: { decoders: binaryDecoders, size: 1 },
  category: { decoders: categoryDecoders, size: 3 },
}

describe("decoder lists", () => {
  it("are one file a component", () => {
    expectListOfFolder(
      Object.values(kinds).flatMap(({ decoders }) => decoders),
      "decoders",
      "defineDecoder",
    )
    for (const { decoders } of Object.values(kinds)) expectAlphabetical(decoders)
  })
})

describe.each(Object.entries(kinds))("decoders of %s", (_, { decoders, size }) => {
  const shapes = [[width], [members, width]] as const
  const cases = variants(decoders).flatMap(([name, ...rest]) =>
    shapes.map((shape) => [`${name} from [batch, ${shape.join(", ")}]`, shape, ...rest] as const),
  )

  it.each(cases)("%s › gives logits of the size asked for", (_name, shape, decoder, settings) => {
    const part = build(decoder, settings, { shape, size })
    expect(part.value.shape).toEqual(["batch", ...shape.slice(0, -1), size])
    expect(part.hidden.shape).toHaveLength(shape.length + 1)
    expect(run(part, hiddenOf(shape)).shape).toEqual([batch, ...shape.slice(0, -1), size])
  })

  it.each(cases)("%s › every parameter gets a gradient", (_name, shape, decoder, settings) => {
    for (const [name, gradient] of parameterGradients(build(decoder, settings, { shape, size }), hiddenOf(shape))) {
      expect(gradient, name).not.toBeNull()
      expect(
        gradient!.some((number) => number !== 0),
        name,
      ).toBe(true)
    }
  })

  it.each(cases)("%s › the same for the same seed", (_name, shape, decoder, settings) => {
    expect(build(decoder, settings, { shape, size }).feeds).toEqual(build(decoder, settings, { shape, size }).feeds)
  })
})

describe("decoders", () => {
  const [classifier] = categoryDecoders

  it("each member has a head of its own", () => {
    const part = build(classifier, settingsOf(classifier, {}), { shape: [members, width], size: 2 })
    expect(part.parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ["head.weights", [members, width, 2]],
      ["head.bias", [members, 2]],
    ])
    const hidden = float32(
      [batch, members, width],
      Array.from({ length: batch * members * width }, () => 1),
    )
    const { data } = run(part, { hidden })
    const weights = part.feeds["head.weights"]!.data as Float64Array
    for (let member = 0; member < members; member++) {
      let sum = 0
      for (let i = 0; i < width; i++) sum += weights[(member * width + i) * 2]!
      expect(data[member * 2]).toBeCloseTo(sum, 6)
    }
  })

  it("sizes that are not the model's are refused", () => {
    const wrong = (given: Readonly<Record<string, unknown>>) => () =>
      build(classifier, settingsOf(classifier, given), { shape: [width], size: 3 })
    expect(wrong({ input_size: 9 })).toThrow(/input_size is 9/)
    expect(wrong({ num_classes: 9 })).toThrow(/num_classes is 9/)
    expect(wrong({ num_classes: 3, input_size: 4 })).not.toThrow()
  })
})
