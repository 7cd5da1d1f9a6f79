import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { calibrationCurve } from "./calibration-curve.ts"

test("draws points on a line beside the diagonal", async () => {
  const chart = calibrationCurve({
    feature: "y",
    curves: [{ name: "test", predicted: [0.1, 0.5, 0.9], observed: [0.15, 0.5, 0.7] }],
  })
  const { warnings, svg } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(3)
  expect(chart.spec.description).toContain("at most 0.20 from it")
})
