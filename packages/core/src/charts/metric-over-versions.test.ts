import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { metricOverVersions } from "./metric-over-versions.ts"

const version = (number: number, value: number) => ({ number, value, author: "Ada", description: "" })

test("draws the versions in order and marks the best", async () => {
  const chart = metricOverVersions({
    metric: "accuracy",
    feature: "Survived",
    direction: "maximize",
    versions: [version(3, 0.8), version(1, 0.7), version(2, 0.85)],
  })
  const { warnings, texts } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(texts).toEqual(expect.arrayContaining(["best", "version", "accuracy"]))
  expect(chart.table.rows.map(([number]) => number)).toEqual([1, 2, 3])
  expect(chart.spec.description).toContain("the best is version 2 with 0.85")
})

test("takes the smallest as best where the metric is an error", () => {
  const versions = [version(1, 0.2), version(2, 0.1)]
  const chart = metricOverVersions({ metric: "loss", feature: "y", direction: "minimize", versions })
  expect(chart.spec.description).toContain("version 2")
})
