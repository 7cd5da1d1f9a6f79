// What trees minimise: predictions in the target's own units, and what the config refuses.
import { describe, expect, it } from "vitest"
import { parseConfigObject } from "@fidelio/core"
import {
  learnerConfig,
  learnerTable,
  likes,
  predictedRows,
  price,
  pricesOf,
  runLearner,
  size,
  unevenRows,
  weightsOf,
} from "../../../../test/support/learner-runs.ts"
import type { EvaluationDone } from "./callbacks.ts"

describe("an objective", () => {
  const counts = {
    ...learnerTable,
    price: learnerTable["price"]!.map((value) => Math.max(0, Math.round(((value as number) - 60) / 20))),
  }
  const run = (trainer: object, dataset: object = learnerTable) =>
    runLearner(learnerConfig("gbm", { num_boost_round: 60, ...trainer }, { output_features: [price] }), {
      sources: { dataset: dataset as typeof learnerTable },
    })

  it.each(["squared_error", "absolute_error", "huber", "poisson", "tweedie"])(
    "%s predicts in the target's units",
    async (objective) => {
      const { model, trainingStatistics } = await run({ objective }, counts)
      expect(trainingStatistics.validation["price"]!["r2"]!.at(-1)).toBeGreaterThan(0.6)
      const rows = await predictedRows(model, unevenRows(50))
      for (const { price_predictions: value } of rows)
        expect(value).toBeGreaterThan(["poisson", "tweedie"].includes(objective) ? 0 : -1)
    },
  )

  it("quantile is missed by its share, and followed itself", async () => {
    const heard: EvaluationDone[] = []
    const config = learnerConfig(
      "gbm",
      { num_boost_round: 60, objective: "quantile", alpha: 0.8 },
      { output_features: [price] },
    )
    const { model } = await runLearner(config, { callbacks: { onEvaluationEnd: (event) => void heard.push(event) } })
    expect(heard[0]!.validationMetric).toBe("objective")
    expect(heard[0]!.value).toBe(heard[0]!.metrics.validation!["price"]!["objective"])
    const prices = await pricesOf(model)
    const below = prices.filter(({ predicted, truth }) => truth < predicted).length / prices.length
    expect(below).toBeGreaterThan(0.7)
    expect(below).toBeLessThan(0.9)
  })

  it("follows from the loss, with its settings", async () => {
    const huber = (delta: number) => ({ output_features: [{ ...price, loss: { type: "huber", delta } }] })
    const [small, large] = [
      await runLearner(learnerConfig("gbm", {}, huber(0.05))),
      await runLearner(learnerConfig("gbm", {}, huber(50))),
    ]
    expect(weightsOf(small)).not.toEqual(weightsOf(large))
    const absolute = { output_features: [{ ...price, loss: { type: "mean_absolute_error" } }] }
    const { trainingStatistics } = await runLearner(learnerConfig("gbm", {}, absolute))
    expect(trainingStatistics.validation["price"]!["r2"]!.at(-1)).toBeGreaterThan(0.6)
  })

  it("of ordered classes follows from the loss corn", async () => {
    const preprocessing = { vocab: ["small", "middle", "large"] }
    const output_features = [{ ...size, preprocessing, loss: { type: "corn" } }]
    const { model, trainingStatistics } = await runLearner(learnerConfig("gbm", {}, { output_features }))
    expect(trainingStatistics.validation["size"]!["accuracy"]!.at(-1)).toBeGreaterThan(0.65)
    const rows = await predictedRows(model, unevenRows(50))
    for (const row of rows) {
      const probabilities = row["size_probabilities"] as readonly number[]
      expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5)
    }
  })

  it("of logarithms refuses a target below 0", async () => {
    const shifted = { ...counts, price: counts.price.map((value, i) => (i === 3 ? -2 : value)) }
    await expect(run({ objective: "poisson" }, shifted)).rejects.toMatchObject({ code: "data/value", at: "price" })
  })

  it.each([
    [
      { objective: "poisson" },
      { output_features: [{ ...price, preprocessing: { normalization: "zscore" } }] },
      /numbers from 0 up/,
    ],
    [{ objective: "huber" }, { output_features: [likes] }, /number outputs, and there is none/],
    [{ objective: "quantile", alpha: 1.5 }, { output_features: [price] }, /between 0 and 1/],
    [{ objective: "tweedie", tweedie_variance_power: 2 }, { output_features: [price] }, /expected 1 to 2/],
  ])("%j is refused by the config with %j", (trainer, settings, message) => {
    const attempt = () => learnerConfig("gbm", trainer, settings)
    expect(attempt).toThrow(
      expect.objectContaining({
        problems: [expect.objectContaining({ message: expect.stringMatching(message) as unknown })],
      }),
    )
  })

  it("poisson of a linear model takes the target as it is", async () => {
    const linear = {
      model_type: "linear",
      input_features: [{ name: "x", type: "number" }],
      output_features: [price],
      trainer: { family: "poisson" },
    }
    const { model } = await runLearner(parseConfigObject(linear), { sources: { dataset: counts } })
    const rows = await predictedRows(model, [{ x: -1 }, { x: 2 }])
    expect(rows[0]!["price_predictions"]).toBeLessThan(rows[1]!["price_predictions"] as number)
  })
})
