import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { versionBars } from "./version-bars.ts"

test("draws a bar a version in their order, the best in another colour", async () => {
  const chart = versionBars({
    metric: "loss",
    feature: "y",
    split: "test",
    direction: "minimize",
    bars: [
      { name: "cars@1", value: 0.4 },
      { name: "cars@2", value: 0.3 },
    ],
  })
  const { warnings, texts, svg } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(texts.filter((text) => text.startsWith("cars"))).toEqual(["cars@1", "cars@2"])
  expect(svg.match(/aria-roledescription="bar"/g)).toHaveLength(2)
  expect(chart.spec["padding"]).toMatchObject({ right: 45 }) // room for a value of six characters
  expect(chart.spec.description).toContain("cars@2 is best with 0.3")
})
