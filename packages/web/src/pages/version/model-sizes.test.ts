import { expect, test } from "vitest"
import { sizesOf } from "./model-sizes.ts"

const part = { name: "output_features.y", description: "gbdt, logistic", parameters: 0 }
const totals = (model: Parameters<typeof sizesOf>[0]) => sizesOf(model).map(({ name, total }) => `${name} ${total}`)

test("a network has parameters, trees have trees and leaves", () => {
  expect(totals({ parameters: 1200, layers: [{ ...part, parameters: 1200 }] })).toEqual(["Parameters 1200"])
  const layers = [
    { ...part, trees: 60, leaves: 700 },
    { ...part, trees: 10, leaves: 50 },
  ]
  expect(totals({ parameters: 0, layers })).toEqual(["Trees 70", "Leaves 750"])
})

test("nothing is said of trees that were not counted", () => {
  expect(totals({ parameters: 0, layers: [part] })).toEqual([])
  expect(totals(null)).toEqual([])
})
