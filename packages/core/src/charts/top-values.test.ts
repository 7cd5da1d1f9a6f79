import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { topValues } from "./top-values.ts"

test("draws the most frequent values and what is left", async () => {
  const chart = topValues({
    column: "Sex",
    rows: 10,
    top: [
      { value: "male", count: 6 },
      { value: "female", count: 3 },
    ],
  })
  const { warnings, texts } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(texts).toEqual(expect.arrayContaining(["male", "female", "all others"]))
  expect(chart.table.rows).toEqual([
    ["male", 6],
    ["female", 3],
    ["all others", 1],
  ])
})
