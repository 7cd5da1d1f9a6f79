import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { coefficientIntervals, mostCoefficients } from "./coefficient-intervals.ts"

const unknown = { lower: null, upper: null }

test("draws an interval a coefficient that has one, the largest first", async () => {
  const chart = coefficientIntervals({
    score: "y",
    coefficients: [
      { name: "a.b[0]", value: 0.2, lower: 0.1, upper: 0.3 },
      { name: "sex: female", value: -2.5, lower: -3, upper: -2 },
      { name: "age", value: 0, ...unknown },
    ],
  })
  const { warnings, texts, svg } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(texts.indexOf("sex: female")).toBeLessThan(texts.indexOf("a.b[0]"))
  expect(svg.match(/aria-roledescription="rule mark"/g)).toHaveLength(3) // two intervals and zero
  expect(chart.spec.description).toContain("sex: female is the largest with -2.5")
})

test("draws the largest of many without intervals; the table has all", async () => {
  const coefficients = Array.from({ length: 60 }, (_, i) => ({ name: `c${i}`, value: i, ...unknown }))
  const chart = coefficientIntervals({ score: "y", coefficients })
  expect((await drawChart(chart)).warnings).toEqual([])
  expect([chart.spec.data.values.length, chart.table.rows.length]).toEqual([mostCoefficients, 60])
})
