import fc from "fast-check"
import { expect, it } from "vitest"
import { Graph } from "../graph/graph.ts"
import { broadcastShapes, isStatic, sizeOf } from "../graph/shape.ts"
import { evaluate } from "../ops/evaluate.ts"
import { broadcastTo } from "../ops/reference.ts"
import type { ReferenceTensor } from "../ops/op.ts"
import { sumTo } from "./unbroadcast.ts"

const ones = (shape: readonly number[]): ReferenceTensor => ({
  dtype: "float32",
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
})

/** A shape, and one that broadcasts to it: some axes of length 1, some leading ones gone. */
const shapes = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 3 }), isOne: fc.boolean() }), { maxLength: 4 })
  .chain((axes) =>
    fc.record({
      whole: fc.constant(axes.map(({ size }) => size)),
      part: fc
        .integer({ min: 0, max: axes.length })
        .map((lead) => axes.slice(lead).map(({ size, isOne }) => (isOne ? 1 : size))),
      narrow: fc
        .integer({ min: 0, max: axes.length })
        .chain((lead) =>
          fc
            .array(fc.boolean(), { minLength: axes.length - lead, maxLength: axes.length - lead })
            .map((flags) => axes.slice(lead).map(({ size }, i) => (flags[i] === true ? 1 : size))),
        ),
    }),
  )

it("is the adjoint of broadcasting: ⟨broadcast(x), g⟩ = ⟨x, sumTo(g)⟩, for whole and for narrow gradients", () => {
  fc.assert(
    fc.property(shapes, ({ whole, part, narrow }) => {
      const graph = new Graph("sum")
      const gradient = graph.input("gradient", "float32", narrow)
      const summed = sumTo(gradient, part, whole, gradient)
      graph.output("summed", summed)
      const result = evaluate(graph, { gradient: ones(narrow) })["summed"]!
      expect(broadcastShapes(result.shape, part)).toEqual(part)
      const x = ones(part)
      const inner = (a: ReferenceTensor, b: ReferenceTensor): number =>
        (a.data as Float64Array).reduce((sum, value, i) => sum + value * Number(b.data[i]), 0)
      const left = inner(broadcastTo(x, whole), broadcastTo(ones(narrow), whole))
      expect(inner(x, broadcastTo(result, part))).toBeCloseTo(left, 6)
      expect(isStatic(summed.shape)).toBe(true)
    }),
    { numRuns: 300 },
  )
})
