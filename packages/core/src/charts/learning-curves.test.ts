import { expect, test } from "vitest"
import { drawChart } from "../../../../test/support/draw-chart.ts"
import { learningCurves } from "./learning-curves.ts"

const points = (...values: readonly (number | null)[]) => values.map((value, i) => ({ x: i + 1, value }))

const chart = learningCurves({
  feature: "Survived",
  metric: "roc_auc",
  direction: "maximize",
  unit: "epoch",
  curves: [
    { name: "training", points: points(0.6, 0.8, 0.9) },
    { name: "validation", points: points(0.5, 0.75, null) },
  ],
  best: 2,
})

test("draws a line a split, with the best model marked", async () => {
  const { warnings, texts, svg } = await drawChart(chart)
  expect(warnings).toEqual([])
  expect(texts).toEqual(expect.arrayContaining(["training", "validation", "epoch", "roc auc"]))
  expect(svg.match(/aria-roledescription="line mark"/g)).toHaveLength(2)
  expect(svg).toContain('aria-roledescription="rule mark"')
})

test("says where the lines end and what is best", () =>
  expect(chart.spec.description).toBe(
    "Lines of roc auc of Survived over epoch: training ends at 0.9, its best is 0.9; validation ends at 0.75, its best is 0.75.",
  ))

test("has a row of the table for each place", () =>
  expect(chart.table).toEqual({
    columns: ["epoch", "training", "validation"],
    rows: [
      [1, 0.6, 0.5],
      [2, 0.8, 0.75],
      [3, 0.9, null],
    ],
  }))

test("a lone point is seen", async () => {
  const lone = learningCurves({ feature: "y", metric: "loss", unit: "fit", curves: [{ name: "a", points: points(1) }] })
  const opacities = async (drawn: typeof lone) =>
    (await drawChart(drawn)).svg.match(/<path aria-label[^>]* opacity="1"/g)?.length ?? 0
  expect([await opacities(lone), await opacities(chart)]).toEqual([1, 0])
})

test("draws nothing yet without a warning", async () => {
  const empty = learningCurves({ feature: "y", metric: "loss", unit: "epoch", curves: [] })
  expect((await drawChart(empty)).warnings).toEqual([])
  expect(empty.spec.description).toContain("no values yet")
})
