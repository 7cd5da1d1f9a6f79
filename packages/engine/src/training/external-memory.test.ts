// Rows in files: the same model as rows in memory make, by whole trainings.
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { learnerConfig, runLearner, savedWeights, weightsOf } from "../../../../test/support/learner-runs.ts"
import { abortedAfter } from "../../../../test/support/run-training.ts"
import { evaluateExamples } from "../evaluation/evaluate.ts"
import { examplesOf } from "../data/input-files.ts"
import { usesFiles } from "./external-memory.ts"

const settings = { bagging_fraction: 0.7, feature_fraction: 0.6, num_boost_round: 20 }
const kinds = {
  gbdt: {},
  dart: { boosting_type: "dart", drop_rate: 0.5, skip_drop: 0.2 },
  goss: { boosting_type: "goss", learning_rate: 0.3 },
  rf: { boosting_type: "rf" },
} as const
const configOf = (kind: object, external_memory: boolean, threads = 1) =>
  learnerConfig("gbm", { ...settings, ...kind, external_memory }, { backend: { type: "local", threads } })

describe("trees from rows in files", () => {
  it.each(Object.entries(kinds))("%s: are those from rows in memory", async (_, kind) => {
    const inMemory = await runLearner(configOf(kind, false))
    expect(inMemory.dataset.inputs).toBeUndefined()
    for (const threads of [1, 2]) {
      const inFiles = await runLearner(configOf(kind, true, threads))
      expect(inFiles.dataset.inputs).toBeDefined()
      expect(inFiles.dataset.splits.training.tables.inputs_float32).toBeUndefined()
      expect(weightsOf(inFiles)).toEqual(weightsOf(inMemory))
      expect(inFiles.trainingStatistics).toEqual(inMemory.trainingStatistics)
    }
  })

  it("are evaluated on the same examples", async () => {
    const [inMemory, inFiles] = [await runLearner(configOf({}, false)), await runLearner(configOf({}, true))]
    const [a, b] = [
      await evaluateExamples(inMemory.model, examplesOf(inMemory.dataset, "test")),
      await evaluateExamples(inFiles.model, examplesOf(inFiles.dataset, "test")),
    ]
    expect(b.statistics).toEqual(a.statistics)
  })

  it("go on where others that had their rows in memory were interrupted", async () => {
    await using folder = temporaryFolder()
    const whole = await runLearner(configOf({}, false), { outputDirectory: folder.path, modelName: "whole" })
    const place = { outputDirectory: folder.path, modelName: "part" }
    const first = await runLearner(configOf({}, false), { ...place, signal: abortedAfter(7) })
    expect(first.reason).toBe("interrupted")
    const second = await runLearner(configOf({}, true), { ...place, modelResumePath: first.outputDirectory })
    expect(await savedWeights(second.outputDirectory!)).toEqual(await savedWeights(whole.outputDirectory!))
  })

  it("go on from a model", async () => {
    const { model } = await runLearner(configOf({}, false))
    const [a, b] = [
      await runLearner(configOf({}, false), { initialModel: model }),
      await runLearner(configOf({}, true), { initialModel: model }),
    ]
    expect(weightsOf(b)).toEqual(weightsOf(a))
  })
})

describe("auto", () => {
  const trainer = learnerConfig("gbm").config.trainer as Parameters<typeof usesFiles>[0] // of that model type

  it("keeps in memory what fits", () => {
    expect(trainer.external_memory).toBe("auto")
    expect(usesFiles(trainer, { rows: 100_000, columns: 20 })).toBe(false)
  })

  it("uses files for more than memory can take, or the kernels can reach", () => {
    expect(usesFiles(trainer, { rows: 1e9, columns: 1_000 })).toBe(true)
    expect(usesFiles(trainer, { rows: 90e6, columns: 1 })).toBe(true)
    expect(usesFiles({ ...trainer, external_memory: false }, { rows: 1e9, columns: 1_000 })).toBe(false)
  })
})
