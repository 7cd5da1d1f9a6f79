import { describe, expect, it } from "vitest"
import { toFloat16 } from "./float16.ts"

/** The number that float16 bits mean. */
function numberOf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

describe("toFloat16", () => {
  it("keeps every number that is one", () => {
    const all = Array.from({ length: 0x10000 }, (_, bits) => bits).filter((bits) => !Number.isNaN(numberOf(bits)))
    expect(Array.from(toFloat16(Float32Array.from(all, numberOf)))).toEqual(all)
    expect(numberOf(toFloat16(Float32Array.of(NaN))[0]!)).toBeNaN()
  })
  it("rounds to the nearest, ties to even", () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [numberOf(bits), numberOf(bits + 1)]
      const middle = (low + high) / 2
      const nudge = middle * 2 ** -23
      const found = toFloat16(Float32Array.of(middle - nudge, middle, middle + nudge, -middle))
      const even = bits % 2 === 0 ? bits : bits + 1
      expect([...found]).toEqual([bits, even, bits + 1, 0x8000 | even])
    }
  })
  it("makes what is too large infinite, and what is too small zero", () => {
    const found = toFloat16(Float32Array.of(65504, 65519, 65520, -1e30, 2 ** -25, -1e-30))
    expect([...found].map(numberOf)).toEqual([65504, 65504, Infinity, -Infinity, 0, -0])
  })
})
