import { describe, expect, it } from "vitest"
import type { EncodedSplit } from "@fidelio/core"
import { learnerConfig, learnerTable, runLearner, type LearnerType } from "../../../../test/support/learner-runs.ts"
import { plainCalibration } from "../../../../test/support/plain-calibration.ts"
import { runSmallTraining } from "../../../../test/support/run-training.ts"
import { trainedModel, type TrainedModel } from "../artifact/trained-model.ts"
import { evaluateTable } from "./evaluate-table.ts"
import { evaluateExamples } from "./evaluate.ts"

const output_features = [
  { name: "price", type: "number" },
  { name: "likes", type: "binary" },
  { name: "size", type: "category" },
]

async function smallModel(): Promise<{ readonly model: TrainedModel; readonly test: EncodedSplit }> {
  const { result, preparation } = await runSmallTraining({ settings: { output_features } })
  const { config, dataset, fittedEncoders } = preparation
  const model = trainedModel({
    config,
    writtenConfig: "",
    features: dataset.features,
    fittedEncoders,
    details: {},
    temperatures: {},
    weights: result.best,
  })
  return { model, test: dataset.splits.test! }
}

async function evaluatedNetwork() {
  const { model, test } = await smallModel()
  return await evaluateExamples(model, [test])
}

async function evaluatedLearner(type: LearnerType) {
  const { model } = await runLearner(learnerConfig(type))
  return await evaluateTable(model, learnerTable, { split: "test" })
}

const near = (value: number): number => expect.closeTo(value, 6) as number

describe("evaluateExamples", () => {
  it("gives each output's metrics and overall statistics, and the combined loss", async () => {
    const { model, test } = await smallModel()
    const { statistics, report } = await evaluateExamples(model, [test])
    expect(Object.keys(statistics)).toEqual(["price", "likes", "size", "combined"])
    expect(statistics["likes"]).toMatchObject({ confusion_matrix: expect.any(Array) as unknown, overall_stats: {} })
    expect(statistics["size"]).toMatchObject({ per_class_stats: {} })
    expect(report.size).toBe(20)
    expect(report.collected("price").predicted.size).toBe(20)
  })

  it.each(["ecd", "gbm", "linear"] as const)(
    "tells how often what %s gives a probability comes true: the true label, or the class predicted",
    async (type) => {
      const { statistics, report } = type === "ecd" ? await evaluatedNetwork() : await evaluatedLearner(type)
      const likes = report.collected("likes")
      const size = report.collected("size")
      const classes = size.predicted.probabilities!.length / size.predicted.size
      const rows = {
        likes: Array.from(likes.targets, (target, i) => ({
          probability: likes.predicted.probabilities![i]!,
          cameTrue: target === 1,
        })),
        size: Array.from(size.targets, (target, i) => ({
          probability: Math.max(...size.predicted.probabilities!.subarray(i * classes, (i + 1) * classes)),
          cameTrue: target === size.predicted.predictions[i],
        })),
      }
      for (const feature of ["likes", "size"] as const) {
        const { predicted, observed } = plainCalibration(rows[feature])
        expect(statistics[feature]!["calibration_curve"]).toEqual({ predicted: predicted.map(near), observed })
      }
      const { predicted } = statistics["likes"]!["calibration_curve"] as { predicted: number[] }
      expect(predicted.length).toBeGreaterThan(1)
      expect(statistics["price"]).not.toHaveProperty("calibration_curve")
    },
  )

  it("leaves out what needs every prediction where it is not wanted", async () => {
    const { model, test } = await smallModel()
    const [all, few] = [
      await evaluateExamples(model, [test]),
      await evaluateExamples(model, [test], { overallStatistics: false }),
    ]
    expect(few.statistics["likes"]).not.toHaveProperty("confusion_matrix")
    for (const [name, value] of Object.entries(few.statistics["likes"]!))
      expect(all.statistics["likes"]![name]).toBe(value)
  })

  it("adds up parts", async () => {
    const { model, test } = await smallModel()
    const seen: number[] = []
    const { report } = await evaluateExamples(model, [test, test], { onPart: (size) => void seen.push(size) })
    expect(seen).toEqual([20, 20])
    expect(report.size).toBe(40)
  })
})
