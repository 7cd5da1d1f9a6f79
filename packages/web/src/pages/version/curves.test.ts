import { expect, test } from "vitest"
import type { Evaluation, Objective } from "@fidelio/client"
import { bestPlace, curvesOf, metricsOf } from "./curves.ts"

const evaluation = (index: number, accuracy: number | null): Evaluation => ({
  index,
  epoch: index + 1,
  step: 10 * (index + 1),
  seconds: index,
  metrics: {
    training: { y: { loss: 1 / (index + 1) } },
    validation: { y: { loss: 1, accuracy }, combined: { loss: 1 } },
  },
})

const evaluations = [evaluation(0, 0.5), evaluation(1, 0.8), evaluation(2, 0.8), evaluation(3, null)]
const objective: Objective = {
  feature: "y",
  metric: "accuracy",
  split: "validation",
  direction: "maximize",
  value: 0.8,
}

test("the objective comes first; the combined loss of one output is not shown twice", () =>
  expect(metricsOf(evaluations, objective)).toEqual([
    { feature: "y", metric: "accuracy", isMain: true },
    { feature: "y", metric: "loss", isMain: true },
  ]))

test("a line a split that has values", () => {
  const curves = curvesOf(evaluations, { feature: "y", metric: "accuracy" }, "step")
  expect(curves.map(({ name }) => name)).toEqual(["validation"])
  expect(curves[0]?.points.at(-1)).toEqual({ x: 40, value: null })
})

test("the best model is where the objective was first best", () => {
  expect(bestPlace(evaluations, objective, "epoch")).toBe(2)
  expect(bestPlace(evaluations, { ...objective, direction: "minimize" }, "epoch")).toBe(1)
  expect(bestPlace(evaluations, null, "epoch")).toBeUndefined()
})
