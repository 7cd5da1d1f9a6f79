import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { confusionMatrix, mostClasses } from "./confusion-matrix.ts"

const matrix = {
  feature: "species",
  labels: ["Adelie", "Gentoo"],
  counts: [
    [9, 1],
    [2, 8],
  ],
}

test("draws counts", async () => {
  const { warnings, texts } = await drawChart(confusionMatrix({ ...matrix, isNormalised: false }))
  expect(warnings).toEqual([])
  expect(texts).toEqual(expect.arrayContaining(["Adelie", "Gentoo", "9", "1", "2", "8"]))
})

test("draws shares of each true class", async () => {
  const chart = confusionMatrix({ ...matrix, isNormalised: true })
  const { warnings, texts } = await drawChart(chart, "dark")
  expect(warnings).toEqual([])
  expect(texts).toEqual(expect.arrayContaining(["90%", "10%", "20%", "80%"]))
  expect(chart.table.rows).toEqual([
    ["Adelie", 0.9, 0.1],
    ["Gentoo", 0.2, 0.8],
  ])
})

test("says how many rows are right", () =>
  expect(confusionMatrix({ ...matrix, isNormalised: false }).spec.description).toContain("17 of 20 rows"))

test("draws the most frequent classes where there are many; the table has all", () => {
  const size = mostClasses + 5
  const counts = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? i : 0)))
  const labels = counts.map((_, i) => `class ${i}`)
  const { spec, table } = confusionMatrix({ feature: "y", labels, counts, isNormalised: false })
  expect(spec.data.values).toHaveLength(mostClasses ** 2)
  expect(spec.data.values[0]).toMatchObject({ actual: `class ${size - 1}` })
  expect(table.rows).toHaveLength(size)
})
