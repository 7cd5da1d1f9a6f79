import { expect, test } from "vitest"
import { metricRows } from "./metric-rows.ts"

test("a row a metric of each output, without those that have no value", () => {
  const rows = metricRows({
    training: { combined: { loss: 1 }, y: { loss: 1, hits_at_k: null } },
    validation: { combined: { loss: 2 }, y: { loss: 2, accuracy: 0.5 } },
  })
  expect(rows).toEqual([
    { feature: "y", metric: "loss", isFirst: true, values: { training: 1, validation: 2, test: null } },
    { feature: "y", metric: "accuracy", isFirst: false, values: { training: null, validation: 0.5, test: null } },
  ])
})

test("the combined loss comes last where there are several outputs", () => {
  const rows = metricRows({ test: { combined: { loss: 3 }, a: { loss: 1 }, b: { loss: 2 } } })
  expect(rows.map(({ feature }) => feature)).toEqual(["a", "b", "combined"])
})
