// Whole runs of boosted trees and linear models: every type of output, settings of the run, what is left in the folder.
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import {
  learnerConfig,
  learnerTable,
  predictedRows,
  runLearner,
  savedWeights,
  threeOutputs,
  unevenRows,
  lastRows,
  weightsOf,
} from "../../../../test/support/learner-runs.ts"
import { loadModel } from "../artifact/save-model.ts"
import { trainedModel } from "../artifact/trained-model.ts"
import { evaluateTable } from "../evaluation/evaluate-table.ts"
import type { EvaluationDone, TrainEnd, TrainingCallbacks } from "./callbacks.ts"

const types = ["gbm", "linear"] as const
const inMemory = (config: ReturnType<typeof learnerConfig>) => runLearner(config)

describe.each(types)("%s", (type) => {
  it.each(threeOutputs.map((output) => [output.type, output] as const))("learns a %s", async (_, output) => {
    let end: TrainEnd | undefined
    const callbacks: TrainingCallbacks = { onTrainEnd: (event) => void (end = event) }
    await runLearner(learnerConfig(type, {}, { output_features: [output] }), { callbacks })
    const found = end!.bestMetrics!.validation![output.name]!
    const least = { number: ["r2", 0.7], binary: ["roc_auc", 0.85], category: ["accuracy", 0.65] } as const
    const [metric, value] = least[output.type as keyof typeof least]
    expect(found[metric]).toBeGreaterThan(value)
  })

  it("learns several outputs at once as it does each alone", async () => {
    const together = await inMemory(learnerConfig(type))
    const weights = weightsOf(together)
    for (const output of threeOutputs) {
      const alone = weightsOf(await inMemory(learnerConfig(type, {}, { output_features: [output] })))
      for (const [name, numbers] of Object.entries(alone)) expect(weights[name], name).toEqual(numbers)
    }
  })

  it("ends in the same bytes with the same seed, on one thread and on two", async () => {
    await using folder = temporaryFolder()
    const bytes = []
    for (const threads of [1, 1, 2]) {
      const backend = { type: "local", threads }
      const config = learnerConfig(type, {}, { backend })
      bytes.push(await savedWeights((await runLearner(config, { outputDirectory: folder.path })).outputDirectory!))
    }
    expect(bytes[1]!.equals(bytes[0]!)).toBe(true)
    expect(bytes[2]!.equals(bytes[0]!)).toBe(true)
  })

  it("is saved and loaded: same predictions, same metrics", async () => {
    await using folder = temporaryFolder()
    let end: TrainEnd | undefined
    const callbacks: TrainingCallbacks = { onTrainEnd: (event) => void (end = event) }
    const { model } = await runLearner(learnerConfig(type), { outputDirectory: folder.path, callbacks })
    const loaded = await loadModel(end!.modelPath!)
    const rows = unevenRows(60)
    expect(await predictedRows(loaded, rows)).toEqual(await predictedRows(model, rows))
    const { statistics } = await evaluateTable(loaded, learnerTable, { split: "test" })
    for (const [feature, metrics] of Object.entries(end!.bestMetrics!.test!))
      for (const [name, value] of Object.entries(metrics))
        expect(statistics[feature]![name], `${feature}.${name}`).toBeCloseTo(value!, 4)
  })

  it("needs no validation split, nor one of more than a row", async () => {
    for (const rows of [0, 1]) {
      const events: EvaluationDone[] = []
      const callbacks: TrainingCallbacks = { onEvaluationEnd: (event) => void events.push(event) }
      const validationSet = rows === 0 ? {} : { validationSet: lastRows(rows) }
      const sources = { trainingSet: learnerTable, ...validationSet }
      const { dataset } = await runLearner(learnerConfig(type), { sources, callbacks })
      expect(dataset.splits.validation?.size ?? 0).toBe(rows)
      expect(events[0]!.validationSplit).toBe(rows === 0 ? "training" : "validation")
      expect(events[0]!.value).not.toBeNull()
    }
  })

  it("weighs classes", async () => {
    const outputs = (weights: object | null, positive: number | null) => [
      { name: "size", type: "category", loss: { type: "softmax_cross_entropy", class_weights: weights } },
      {
        name: "likes",
        type: "binary",
        loss: { type: "binary_weighted_cross_entropy", positive_class_weight: positive },
      },
    ]
    const counts = []
    for (const output_features of [outputs(null, null), outputs({ small: 30, middle: 1, large: 1 }, 30)]) {
      const trainer = type === "gbm" ? {} : { l2: 0.1 } // so that classes that can be told apart are not
      const { model } = await inMemory(learnerConfig(type, trainer, { output_features }))
      const rows = await predictedRows(model, unevenRows(200))
      const small = rows.filter((row) => row["size_predictions"] === "small").length
      const liked = rows.filter((row) => row["likes_predictions"] === true).length
      counts.push({ small, liked })
    }
    expect(counts[1]!.small).toBeGreaterThan(counts[0]!.small + 10)
    expect(counts[1]!.liked).toBeGreaterThan(counts[0]!.liked + 10)
  })

  it("is calibrated where that is asked for", async () => {
    const output_features = [{ name: "likes", type: "binary", calibration: true }]
    const notices: string[] = []
    const callbacks: TrainingCallbacks = { onNotice: ({ message }) => void notices.push(message) }
    const { model } = await runLearner(learnerConfig(type, {}, { output_features }), { callbacks })
    expect(model.temperatures["likes"]).toBeGreaterThan(0)
    expect(notices.join()).toContain("likes is calibrated")
  })

  it("is refused where its weights are damaged, lack a list, or are of another type", async () => {
    await using folder = temporaryFolder()
    const { model } = await runLearner(learnerConfig(type), { outputDirectory: folder.path })
    const path = join(folder.path, "experiment_run", "model")
    const bytes = await savedWeights(join(folder.path, "experiment_run"))
    bytes[bytes.length - 1]! ^= 1
    await writeFile(join(path, "model_weights.safetensors"), bytes)
    await expect(loadModel(path)).rejects.toMatchObject({ code: "artifact/corrupt" })
    for (const name of model.weights.keys()) {
      const weights = new Map(model.weights)
      weights.delete(name)
      expect(() => trainedModel({ ...model, weights }), name).toThrow(/The weights have no/)
    }
  })
})
