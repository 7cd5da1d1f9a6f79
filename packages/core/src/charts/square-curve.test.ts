import { expect, test } from "vitest"
import { thinned } from "./square-curve.ts"

test("a long curve is thinned, its ends kept", () => {
  const points = thinned(Array.from({ length: 5000 }, (_, i) => i))
  expect(points).toHaveLength(400)
  expect([points[0], points.at(-1)]).toEqual([0, 4999])
})

test("a short curve is drawn as it is", () => expect(thinned([1, 2, 3])).toEqual([1, 2, 3]))
