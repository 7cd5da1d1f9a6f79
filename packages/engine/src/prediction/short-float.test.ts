import { describe, expect, it } from "vitest"
import { randomKey, randomStream } from "@fidelio/core"
import { shortFloat } from "./short-float.ts"

describe("shortFloat", () => {
  it("is the shortest number with the same float32", () => {
    expect([0.1, 1 / 3, 12345.678, 1e-30, 0, 3e38, 16_777_216].map((value) => shortFloat(Math.fround(value)))).toEqual([
      0.1, 0.33333334, 12345.678, 1e-30, 0, 3e38, 16_777_216,
    ])
    expect(shortFloat(NaN)).toBeNaN()
    expect(shortFloat(-Infinity)).toBe(-Infinity)
  })

  it("has no more digits than it takes, at every magnitude", () => {
    const random = randomStream(randomKey(1, "floats"))
    for (let i = 0; i < 20_000; i++) {
      const value = Math.fround(random.normal() * 10 ** (random.below(60) - 30))
      const short = shortFloat(value)
      expect(Math.fround(short)).toBe(value)
      const digits = [6, 7, 8].find((count) => Math.fround(Number(value.toPrecision(count))) === value)
      if (digits !== undefined) expect(Number(short.toPrecision(digits))).toBe(short)
    }
  })
})
