import { describe, expect, it } from "vitest"
import type { EncodedSplit } from "@fidelio/core"
import { runSmallTraining } from "../../../../test/support/run-training.ts"
import { trainedModel, type TrainedModel } from "../artifact/trained-model.ts"
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
