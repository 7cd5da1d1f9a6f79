import { describe, expect, it } from "vitest"
import { randomStream } from "../../random.ts"
import { fillNumberBins, findNumberBins, numberBinner } from "./number-bins.ts"

const options = { mostBins: 255, sampleSize: 200_000, seed: 1 }

/** Bins as their definition has them. */
const plainBins = (edges: Float32Array, values: Float32Array, missing: number): Uint16Array =>
  Uint16Array.from(values, (value) => (Number.isNaN(value) ? missing : edges.filter((edge) => edge < value).length))

function filled(edges: Float32Array, values: Float32Array, missing: number): Uint16Array {
  const bins = new Uint16Array(values.length)
  fillNumberBins(numberBinner(edges, values.length), values, { begin: 0, end: values.length, missing }, bins)
  return bins
}

describe("bins of numbers", () => {
  const random = randomStream(5)
  const special = [0, -0, NaN, Infinity, -Infinity, 1e-45, -1e-45, 3.4e38, -3.4e38]
  const shapes = {
    normal: () => random.normal(),
    whole: () => random.below(100),
    "far from zero": () => 1e9 + random.below(100_000),
    "of every size": () => Math.exp(20 * random.normal()) * (random.uniform() < 0.5 ? -1 : 1),
    "few values": () => random.below(3) - 1,
  }
  it.each(Object.entries(shapes))("%s: few rows and many are binned alike", (_, draw) => {
    const values = Float32Array.from({ length: 70_000 }, draw)
    const { edges, size } = findNumberBins(values, options)
    const some = Float32Array.from([...special, ...values.subarray(0, 300)])
    const whole = Float32Array.from([...some, ...values])
    const expected = plainBins(edges, some, size)
    expect(filled(edges, some, size)).toEqual(expected)
    expect(filled(edges, whole, size).subarray(0, some.length)).toEqual(expected)
  })

  it("part neighbours in the middle where there are few values", () => {
    const { edges, size, hasMissing } = findNumberBins(Float32Array.of(4, 1, NaN, 2, 2, 4), options)
    expect([...edges]).toEqual([1.5, 3])
    expect(size).toBe(3)
    expect(hasMissing).toBe(true)
  })

  it("hold about equally many rows, with frequent values alone", () => {
    const values = Float32Array.from({ length: 50_000 }, (_, i) => (i % 2 === 0 ? 0.5 : random.uniform()))
    const { edges, size } = findNumberBins(values, { ...options, mostBins: 64 })
    expect(size).toBeLessThanOrEqual(64)
    const counts = new Int32Array(size)
    for (const bin of filled(edges, values, size)) counts[bin]!++
    const alone = counts[filled(edges, Float32Array.of(0.5), size)[0]!]!
    expect(alone).toBeGreaterThanOrEqual(25_000)
    expect(alone).toBeLessThan(25_500)
    expect(Math.max(...counts.filter((count) => count !== alone))).toBeLessThan(1_000)
  })
})
