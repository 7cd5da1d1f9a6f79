import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { addDimensions, broadcastShapes, divideDimensions, multiplyDimensions, normalizeAxis } from "./shape.ts"

const dimension = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom("batch", "time"))
const shape = fc.array(dimension, { maxLength: 4 })

describe("broadcastShapes", () => {
  it("is symmetric, keeps a shape with itself and with [], and is stable", () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        expect(broadcastShapes(a, a)).toEqual(a)
        expect(broadcastShapes(a, [])).toEqual(a)
        const both = tryBroadcast(a, b)
        expect(tryBroadcast(b, a)).toEqual(both)
        if (both !== undefined) expect(broadcastShapes(both, a)).toEqual(both)
      }),
    )
  })

  it("refuses lengths that differ", () => {
    expect(() => broadcastShapes([2, 3], [2])).toThrow(/\[2, 3\] and \[2\] do not broadcast/)
    expect(() => broadcastShapes(["batch"], ["time"])).toThrow()
    expect(broadcastShapes(["batch", 1], [4])).toEqual(["batch", 4])
  })
})

function tryBroadcast(a: readonly (number | string)[], b: readonly (number | string)[]) {
  try {
    return broadcastShapes(a, b)
  } catch {
    return undefined
  }
}

describe("arithmetic of dimensions", () => {
  it("divides a product by its part", () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        expect(divideDimensions([...a, ...b], b)).toBe(multiplyDimensions(a))
        expect(divideDimensions([multiplyDimensions([...a, ...b])], b)).toBe(multiplyDimensions(a))
      }),
    )
  })

  it("adds", () => {
    expect(addDimensions([2, 3])).toBe(5)
    expect(addDimensions(["batch", 1, 2])).toBe("batch+3")
    expect(addDimensions(["batch+3", -3])).toBe("batch")
    expect(divideDimensions([4, "batch"], [3])).toBeUndefined()
    expect(divideDimensions([4], ["batch"])).toBeUndefined()
  })
})

it("counts axes from the end", () => {
  expect(normalizeAxis(-1, 3)).toBe(2)
  expect(() => normalizeAxis(3, 3)).toThrow(/axis 3 is outside of rank 3/)
})
