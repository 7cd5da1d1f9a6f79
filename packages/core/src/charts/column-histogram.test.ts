import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { columnHistogram } from "./column-histogram.ts"

test("draws a bar between each two edges", async () => {
  const chart = columnHistogram({ column: "Age", edges: [0, 10, 20, 30], counts: [5, 20, 1] })
  const { warnings, svg } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(svg.match(/aria-roledescription="bar"/g)).toHaveLength(3)
  expect(chart.spec.description).toBe("Histogram of Age, 26 values from 0 to 30; most, 20, are between 10 and 20.")
})
