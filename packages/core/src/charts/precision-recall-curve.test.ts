import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { precisionRecallCurve } from "./precision-recall-curve.ts"

test("draws precision over recall", async () => {
  const chart = precisionRecallCurve({
    feature: "y",
    curves: [{ name: "test", recall: [0, 0.5, 1], precision: [1, 0.8, 0.4], averagePrecision: 0.75 }],
  })
  const { warnings, texts } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(texts).toEqual(expect.arrayContaining(["recall", "precision", "test (AP 0.75)"]))
  expect(chart.spec.description).toContain("test (average precision 0.75)")
  expect(chart.table.rows).toHaveLength(3)
})
