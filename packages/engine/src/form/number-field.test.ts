import fc from "fast-check"
import { expect, test } from "vitest"
import { exampleText, formatNumber, sliderScale } from "./number-field.ts"

test("a slider has round places that hold the range", () => {
  expect(sliderScale({ min: 0.42, max: 80 }, 28)).toEqual({ min: 0, max: 80, step: 0.5 })
  expect(sliderScale({ min: 0, max: 512.3292 }, 14.4542)).toEqual({ min: 0, max: 515, step: 5 })
  expect(sliderScale({ min: 1, max: 3 }, 2)).toEqual({ min: 1, max: 3, step: 1 })
  expect(sliderScale({ min: 0, max: 1 }, 0.25)).toEqual({ min: 0, max: 1, step: 0.005 })
  expect(sliderScale({ min: -0.3, max: 0.1 }, 0)).toEqual({ min: -0.3, max: 0.1, step: 0.002 })
})

test("no slider without a range to slide over", () => {
  expect(sliderScale({ min: 3, max: 3 }, 3)).toBeUndefined()
  expect(sliderScale({ min: -1.7e308, max: 1.7e308 }, 0)).toBeUndefined()
})

test("any range fits, in a bounded number of places", () => {
  const bound = fc.float({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(bound, bound, bound, (one, other, example) => {
      const [min, max] = [Math.min(one, other), Math.max(one, other)]
      fc.pre(max - min > Math.max(Math.abs(min), Math.abs(max)) * 1e-6)
      const scale = sliderScale({ min, max }, example)!
      expect(scale.min).toBeLessThanOrEqual(min + scale.step * 1e-3)
      expect(scale.max).toBeGreaterThanOrEqual(max - scale.step * 1e-3)
      expect((scale.max - scale.min) / scale.step).toBeLessThanOrEqual(202.001)
    }),
  )
})

test("numbers are written as fields and people take them", () => {
  expect(exampleText(29.69911764705882)).toBe("29.6991")
  expect(exampleText("")).toBe("0")
  expect(exampleText(NaN)).toBe("")
  expect(formatNumber(1234567.891)).toBe("1,234,570")
  expect(formatNumber(-0)).toBe("0")
})
