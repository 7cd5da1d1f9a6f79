import { expect, it } from "vitest"
import { randomStream } from "../../random.ts"
import { sortScores } from "./sort-scores.ts"

const numbers = (size: number, make: (uniform: number) => number): Float32Array => {
  const random = randomStream(size)
  return Float32Array.from({ length: size }, () => make(random.uniform()))
}

it.each([
  ["few", numbers(100, (x) => x)],
  ["probabilities", numbers(5000, (x) => x)],
  ["both signs, many ties", numbers(5000, (x) => Math.round((x - 0.5) * 40))],
  ["all magnitudes", numbers(5000, (x) => Math.tan((x - 0.5) * Math.PI) * 1e20)],
  ["infinities", Float32Array.from({ length: 2000 }, (_, i) => [Infinity, -Infinity, 1, -1e-40][i % 4]!)],
])("sorts as the engine does: %s", (_, scores) => {
  expect(sortScores(scores.slice())).toEqual(scores.slice().sort())
})

it("sorts part of a buffer only", () => {
  const scores = numbers(4000, (x) => x)
  const before = scores.slice(0, 1000)
  sortScores(scores.subarray(1000))
  expect(scores.subarray(0, 1000)).toEqual(before)
  expect(scores.subarray(1000)).toEqual(scores.slice(1000).sort())
})

it("leaves NaN at the end", () => {
  const scores = numbers(1000, (x) => x)
  scores[17] = NaN
  expect(sortScores(scores).at(-1)).toBeNaN()
})
