// Every initializer keeps its promises: scale, shape, seed.
import { describe, expect, it } from "vitest"
import { initializers, resolveInitializer } from "../../packages/core/src/initializers/index.ts"
import { randomStream } from "../../packages/core/src/random.ts"
import { initializerNames } from "../../packages/core/src/schema/fields.ts"
import { expectAlphabetical, expectListOfFolder, variants } from "../support/component-list.ts"

const draw = (reference: Parameters<typeof resolveInitializer>[0], shape: readonly number[], key = 1) =>
  resolveInitializer(reference)(shape, randomStream(key))

function moments(numbers: Float32Array): { readonly mean: number; readonly deviation: number } {
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  const square = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length
  return { mean, deviation: Math.sqrt(square) }
}

describe("initializers", () => {
  it("are one file each, under the names that configs use", () => {
    expectListOfFolder(initializers, "initializers", "defineInitializer")
    expectAlphabetical(initializers)
    expect(initializers.map(({ type }) => type)).toEqual([...initializerNames])
  })

  it.each(variants(initializers))(
    "%s › finite, of the shape, the same for the same seed",
    (_, initializer, settings) => {
      for (const shape of [[7], [6, 8], [3, 4, 5], [1, 1], [0, 4]]) {
        const numbers = initializer.sample(settings, shape, randomStream(1))
        expect(numbers.length).toBe(shape.reduce((product, size) => product * size, 1))
        expect(numbers.every(Number.isFinite)).toBe(true)
        expect(initializer.sample(settings, shape, randomStream(1))).toEqual(numbers)
      }
    },
  )

  it.each([
    ["uniform", { mean: 0.5, deviation: 1 / Math.sqrt(12) }],
    [
      { type: "uniform", a: -1, b: 1 },
      { mean: 0, deviation: 1 / Math.sqrt(3) },
    ],
    ["normal", { mean: 0, deviation: 1 }],
    [
      { type: "normal", mean: 2, std: 0.5 },
      { mean: 2, deviation: 0.5 },
    ],
    ["xavier_uniform", { mean: 0, deviation: Math.sqrt(2 / 500) }],
    ["xavier_normal", { mean: 0, deviation: Math.sqrt(2 / 500) }],
    ["kaiming_uniform", { mean: 0, deviation: Math.sqrt(2 / 200) }],
    [
      { type: "kaiming_normal", mode: "fan_out", nonlinearity: "linear" },
      { mean: 0, deviation: Math.sqrt(1 / 300) },
    ],
    [
      { type: "constant", val: 3 },
      { mean: 3, deviation: 0 },
    ],
    ["ones", { mean: 1, deviation: 0 }],
    ["zeros", { mean: 0, deviation: 0 }],
  ] as const)("%o › mean and deviation", (reference, expected) => {
    const { mean, deviation } = moments(draw(reference, [200, 300]))
    expect(mean).toBeCloseTo(expected.mean, 1.8)
    expect(Math.abs(deviation - expected.deviation)).toBeLessThan(0.02 * expected.deviation + 1e-6)
  })

  it("orthogonal › rows or columns are orthonormal", () => {
    for (const [rows, columns] of [
      [6, 4],
      [4, 6],
      [5, 5],
    ] as const) {
      const numbers = draw("orthogonal", [rows, columns])
      const at = (row: number, column: number): number => numbers[row * columns + column]!
      const [count, length] = rows >= columns ? [columns, rows] : [rows, columns]
      for (let i = 0; i < count; i++) {
        for (let j = 0; j <= i; j++) {
          let product = 0
          for (let k = 0; k < length; k++) product += rows >= columns ? at(k, i) * at(k, j) : at(i, k) * at(j, k)
          expect(product).toBeCloseTo(i === j ? 1 : 0, 5)
        }
      }
    }
  })

  it("eye, identity and dirac › pass inputs through", () => {
    for (const name of ["eye", "identity", "dirac"] as const)
      expect([...draw(name, [2, 3])]).toEqual([1, 0, 0, 0, 1, 0])
    expect([...draw({ type: "dirac", groups: 2 }, [2, 4])]).toEqual([1, 0, 1, 0, 0, 1, 0, 1])
  })

  it("sparse › has its share of zeros in every column", () => {
    const numbers = draw({ type: "sparse", sparsity: 0.5 }, [10, 4])
    for (let column = 0; column < 4; column++) {
      expect(Array.from({ length: 10 }, (_, row) => numbers[row * 4 + column]).filter((x) => x === 0)).toHaveLength(5)
    }
  })
})
