// Training that goes on from a trained model.
import { describe, expect, it } from "vitest"
import { FidelioError } from "@fidelio/core"
import { temporaryFolder } from "../../../../test/support/tables.ts"
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
import { abortedAfter } from "../../../../test/support/run-training.ts"
import { syntheticColumns } from "../../../../test/support/synthetic.ts"
import type { TrainingCallbacks } from "./callbacks.ts"

describe("a model to start from", () => {
  const dart = { boosting_type: "dart", drop_rate: 0.5, skip_drop: 0.2, bagging_fraction: 0.7 }
  const more = { ...syntheticColumns(200, 8) }

  it("is grown on: what it says, and more trees", async () => {
    for (const boosting_type of ["gbdt", "dart", "goss"]) {
      const trainer = { boosting_type, learning_rate: 0.2, early_stop: -1, validation_metric: null }
      const first = await runLearner(learnerConfig("gbm", { ...trainer, num_boost_round: 10 }))
      // A round that adds nothing: the learning rate is next to none.
      const still = { ...trainer, num_boost_round: 1, learning_rate: 1e-12 }
      const sources = { dataset: more }
      const same = await runLearner(learnerConfig("gbm", still), { initialModel: first.model, sources })
      const rows = unevenRows(100)
      const [before, after] = [await predictedRows(first.model, rows), await predictedRows(same.model, rows)]
      for (const [i, row] of before.entries())
        expect(after[i]!["price_predictions"]).toBeCloseTo(row["price_predictions"] as number, 3)
      const on = await runLearner(learnerConfig("gbm", trainer), { initialModel: first.model })
      expect(on.model.weights.get("price.trees.rates")!.data).toHaveLength(40)
      const losses = (feature: string) => on.trainingStatistics.training[feature]!["loss"]!
      expect(losses("price")[0]).toBeLessThan(first.trainingStatistics.training["price"]!["loss"]!.at(-1)!)
      expect(losses("size")[0]).toBeLessThan(first.trainingStatistics.training["size"]!["loss"]!.at(-1)!)
    }
  })

  it("is evaluated as it predicts", async () => {
    const first = await runLearner(learnerConfig("gbm"))
    const { model, trainingStatistics } = await runLearner(learnerConfig("gbm", { num_boost_round: 10 }), {
      initialModel: first.model,
      sources: { trainingSet: more, validationSet: learnerTable },
    })
    const squares = (await pricesOf(model)).map(({ predicted, truth }) => (predicted - truth) ** 2)
    const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length
    expect(trainingStatistics.validation["price"]!["mean_squared_error"]!.at(-1)! / mean).toBeCloseTo(1, 4)
  })

  it("is still there when the run that goes on was interrupted", async () => {
    await using folder = temporaryFolder()
    const first = await runLearner(learnerConfig("gbm"))
    const options = { initialModel: first.model, outputDirectory: folder.path, sources: { dataset: more } }
    const whole = await runLearner(learnerConfig("gbm", dart), options)
    const stopped = await runLearner(learnerConfig("gbm", dart), { ...options, signal: abortedAfter(17) })
    const resumed = await runLearner(learnerConfig("gbm", dart), {
      ...options,
      modelResumePath: stopped.outputDirectory,
    })
    expect(weightsOf(resumed)).toEqual(weightsOf(whole))
  })

  it.each([
    ["a random forest", { boosting_type: "rf" }, [price], /random forest/],
    ["another objective", { objective: "absolute_error" }, [price], /minimise squared_error/],
    ["an output that it has not", {}, [likes], /no trees for likes/],
  ])("cannot be one for %s", async (_, trainer, output_features, message) => {
    const first = await runLearner(learnerConfig("gbm", {}, { output_features: [price, size] }))
    const second = runLearner(learnerConfig("gbm", trainer, { output_features }), { initialModel: first.model })
    const error = await second.catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(FidelioError)
    expect(error).toMatchObject({ code: "training/initial-model", message: expect.stringMatching(message) as unknown })
  })

  it("is of the same type", async () => {
    const { model: initialModel } = await runLearner(learnerConfig("linear"))
    const message = expect.stringContaining("is of type linear; this config makes one of type gbm") as unknown
    const run = runLearner(learnerConfig("gbm"), { initialModel })
    await expect(run).rejects.toMatchObject({ code: "training/initial-model", message })
  })

  it("is refitted where it is linear, and says so", async () => {
    const notices: string[] = []
    const callbacks: TrainingCallbacks = { onNotice: ({ message }) => void notices.push(message) }
    const first = await runLearner(learnerConfig("linear"))
    const second = await runLearner(learnerConfig("linear"), { initialModel: first.model, callbacks })
    expect(weightsOf(second)).toEqual(weightsOf(first))
    expect(notices.join()).toContain("fitted anew")
  })
})
