import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { rocCurve } from "./roc-curve.ts"

const curve = { name: "cars@1", falsePositiveRate: [0, 0.2, 1], truePositiveRate: [0, 0.7, 1], area: 0.81234 }

test("draws curves over the diagonal of chance, with their areas", async () => {
  const chart = rocCurve({ feature: "y", curves: [curve, { ...curve, name: "cars@2", area: null }] })
  const { warnings, texts, svg } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(texts).toEqual(expect.arrayContaining(["cars@1 (area 0.8123)", "cars@2", "false positive rate"]))
  expect(svg.match(/aria-roledescription="line mark"/g)).toHaveLength(3)
})
