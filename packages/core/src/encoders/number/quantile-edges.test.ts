import { describe, expect, it } from "vitest"
import { increasing, quantileEdges } from "./quantile-edges.ts"

describe("quantileEdges", () => {
  it("put as many values into each bin", () => {
    expect(
      quantileEdges(
        Float32Array.from({ length: 101 }, (_, i) => i),
        4,
      ),
    ).toEqual([0, 25, 50, 75, 100])
  })

  it("are fewer where values repeat", () => {
    expect(quantileEdges([0, 0, 0, 0, 0, 0, 1, 2], 4)).toEqual([0, 0.25, 2].map((edge) => expect.closeTo(edge, 6)))
  })

  it("make one bin of a constant, empty or not finite column", () => {
    for (const values of [[3, 3, 3], [], [NaN, Infinity], [1e9, 1e9], [-1e-30]]) {
      const edges = quantileEdges(values, 8)
      expect(edges).toHaveLength(2)
      expect(Math.fround(1 / (edges[1]! - edges[0]!))).toBeGreaterThan(0)
    }
  })

  it("look at the whole of a long column", () => {
    const edges = quantileEdges(
      Float32Array.from({ length: 1_000_000 }, (_, i) => i),
      2,
    )
    expect(edges[1]).toBeCloseTo(500_000, -2)
  })
})

describe("increasing", () => {
  it("sorts edges and drops those that are one", () => {
    expect(increasing([2, 0, 1, 1])).toEqual([0, 1, 2])
  })
})
