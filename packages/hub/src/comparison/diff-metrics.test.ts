import { describe, expect, test } from "vitest"
import { parseConfig, type Json } from "@fidelio/core"
import type { Metrics } from "@fidelio/client"
import { compareMetrics } from "./compare.ts"
import { diffMetrics, type MeasuredVersion } from "./diff-metrics.ts"

const configOf = (loss = "binary_weighted_cross_entropy", model = "ecd"): Json =>
  JSON.parse(
    JSON.stringify(
      parseConfig(`
model_type: ${model}
input_features: [{name: age, type: number}]
output_features: [{name: survived, type: binary, loss: ${loss}}]
`).config,
    ),
  ) as Json // JSON is

const measured = (metrics: Metrics, config = configOf()): MeasuredVersion => ({ metrics, rendered_config: config })
const onTest = (survived: Readonly<Record<string, number | null>>): MeasuredVersion => measured({ test: { survived } })

describe("the difference of metrics", () => {
  test("knows which way is better", () => {
    const changes = diffMetrics(
      onTest({ loss: 0.5, roc_auc: 0.8, accuracy: 0.75 }),
      onTest({ loss: 0.4, roc_auc: 0.7, accuracy: 0.75 }),
    )
    expect(changes.map(({ metric, direction, verdict }) => [metric, direction, verdict])).toEqual([
      ["loss", "minimize", "better"],
      ["roc_auc", "maximize", "worse"],
      ["accuracy", "maximize", "same"],
    ])
    expect(changes[1]!.difference).toBeCloseTo(-0.1)
  })

  test("does not judge what one side has not, nor what nobody knows", () => {
    const changes = diffMetrics(
      onTest({ roc_auc: null, my_metric: 1 }),
      onTest({ roc_auc: 0.7, my_metric: 2, f1: 0.6 }),
    )
    expect(
      changes.map(({ metric, before, after, difference, verdict }) => [metric, before, after, difference, verdict]),
    ).toEqual([
      ["roc_auc", null, 0.7, null, "unknown"],
      ["f1", null, 0.6, null, "unknown"],
      ["my_metric", 1, 2, 1, "unknown"],
    ])
  })

  test("does not judge losses of different kinds", () => {
    const before = measured({ test: { combined: { loss: 0.5 }, survived: { loss: 0.5 } } })
    const focal = configOf("{type: binary_weighted_cross_entropy, positive_class_weight: 2}")
    const after = measured(before.metrics, focal)
    expect(diffMetrics(before, after).map(({ feature, verdict }) => [feature, verdict])).toEqual([
      ["survived", "unknown"],
      ["combined", "unknown"],
    ])
  })

  test("judges a loss of one kind across types of model, but not what each adds to it", () => {
    const before = measured({ test: { combined: { loss: 0.5 }, survived: { loss: 0.5 } } })
    const after = measured({ test: { combined: { loss: 0.4 }, survived: { loss: 0.4 } } }, configOf(undefined, "gbm"))
    expect(diffMetrics(before, after).map(({ feature, verdict }) => [feature, verdict])).toEqual([
      ["survived", "better"],
      ["combined", "unknown"],
    ])
  })

  test("has every split, in the order of splits", () => {
    const metrics: Metrics = { test: { survived: { loss: 1 } }, training: { survived: { loss: 1 } } }
    expect(diffMetrics(measured(metrics), measured({})).map(({ split }) => split)).toEqual(["training", "test"])
  })
})

describe("versions side by side", () => {
  test("have the best marked by direction, and all of them where they tie", () => {
    const rows = compareMetrics([
      onTest({ loss: 0.5, roc_auc: 0.8 }),
      onTest({ loss: 0.3, roc_auc: 0.8 }),
      onTest({ loss: 0.4, roc_auc: 0.7 }),
    ])
    expect(rows).toEqual([
      { split: "test", feature: "survived", metric: "loss", direction: "minimize", values: [0.5, 0.3, 0.4], best: [1] },
      {
        split: "test",
        feature: "survived",
        metric: "roc_auc",
        direction: "maximize",
        values: [0.8, 0.8, 0.7],
        best: [0, 1],
      },
    ])
  })

  test("have nothing marked where one alone is measured", () => {
    expect(compareMetrics([onTest({ f1: 0.5 }), measured({})])).toMatchObject([{ values: [0.5, null], best: [] }])
  })

  test("have no best loss where they minimize different things", () => {
    const other = measured(
      { test: { survived: { loss: 0.1 } } },
      configOf("{type: binary_weighted_cross_entropy, positive_class_weight: 2}"),
    )
    expect(compareMetrics([onTest({ loss: 0.5 }), other])).toMatchObject([{ values: [0.5, 0.1], best: [] }])
  })
})
