import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { featureImportance, mostColumns } from "./feature-importance.ts"

test("draws bars, the most important first", async () => {
  const chart = featureImportance({
    importance: [
      { column: "age", value: 0.1 },
      { column: "a.b[0]", value: 0.4 },
    ],
  })
  const { warnings, texts } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(texts.indexOf("a.b[0]")).toBeLessThan(texts.indexOf("age"))
  expect(chart.spec.description).toContain("a.b[0] matters most with 0.4")
})

test("draws the first columns of many; the table has all", () => {
  const importance = Array.from({ length: 100 }, (_, i) => ({ column: `c${i}`, value: i }))
  const { spec, table } = featureImportance({ importance })
  expect(spec.data.values).toHaveLength(mostColumns)
  expect(table.rows).toHaveLength(100)
})
