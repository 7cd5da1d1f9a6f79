// Boosting as a run: interruptions, early stopping, callbacks, objectives, and going on from a trained model.
import { describe, expect, it } from "vitest"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import {
  learnerConfig,
  learnerTable,
  onlyFolder,
  runLearner,
  savedWeights,
  threeOutputs,
  weightsOf,
} from "../../../../test/support/learner-runs.ts"
import { abortedAfter } from "../../../../test/support/run-training.ts"
import { syntheticColumns } from "../../../../test/support/synthetic.ts"
import type { EvaluationDone, TrainingCallbacks } from "./callbacks.ts"

const [price] = threeOutputs

const kinds = {
  gbdt: { bagging_fraction: 0.6, bagging_freq: 3, feature_fraction: 0.5 },
  dart: { boosting_type: "dart", drop_rate: 0.5, skip_drop: 0.2, bagging_fraction: 0.7 },
  goss: { boosting_type: "goss", learning_rate: 0.3, feature_fraction: 0.5 },
  rf: { boosting_type: "rf", bagging_fraction: 0.6, feature_fraction: 0.6 },
} as const
const names = Object.keys(kinds) as readonly (keyof typeof kinds)[]

describe.each(names)("%s", (name) => {
  it("learns every type of output", async () => {
    const { trainingStatistics } = await runLearner(
      learnerConfig("gbm", { learning_rate: 0.3, lambda_l2: 1, ...kinds[name], num_boost_round: 60 }),
    )
    const last = (feature: string, metric: string) => trainingStatistics.validation[feature]![metric]!.at(-1)
    expect(last("price", "r2")).toBeGreaterThan(0.6)
    expect(last("likes", "roc_auc")).toBeGreaterThan(0.85)
    expect(last("size", "accuracy")).toBeGreaterThan(0.65)
  })

  it("ends in the same bytes when it was interrupted and resumed", async () => {
    await using folder = temporaryFolder()
    const config = learnerConfig("gbm", { ...kinds[name], early_stop: 2 })
    const whole = await runLearner(config, { outputDirectory: folder.path, modelName: "whole" })
    for (const rounds of [3, 10, 14, 25]) {
      const modelName = `after_${rounds}`
      const signal = abortedAfter(rounds)
      const first = await runLearner(config, { outputDirectory: folder.path, modelName, signal })
      expect(first.reason).toBe("interrupted")
      const second = await runLearner(config, { modelResumePath: first.outputDirectory, outputDirectory: folder.path })
      expect(second.trainingStatistics).toEqual(whole.trainingStatistics)
      const [bytes, expected] = [
        await savedWeights(second.outputDirectory!),
        await savedWeights(whole.outputDirectory!),
      ]
      expect(bytes.equals(expected), modelName).toBe(true)
    }
  })

  it("makes another model of another seed, random_seed or its own", async () => {
    const [first, other, own] = [
      await runLearner(learnerConfig("gbm", kinds[name])),
      await runLearner(learnerConfig("gbm", kinds[name]), { randomSeed: 43 }),
      await runLearner(learnerConfig("gbm", { ...kinds[name], bagging_seed: 99, feature_fraction_seed: 98 })),
    ]
    expect(weightsOf(other)).not.toEqual(weightsOf(first))
    expect(weightsOf(own)).not.toEqual(weightsOf(first))
  })
})

describe("a run", () => {
  const events = async (
    trainer: object,
    onEvaluationEnd: TrainingCallbacks["onEvaluationEnd"] = () => undefined,
    others: TrainingCallbacks = {},
  ) => {
    const heard: EvaluationDone[] = []
    const callbacks: TrainingCallbacks = {
      ...others,
      onEvaluationEnd(event) {
        heard.push(event)
        return onEvaluationEnd(event)
      },
    }
    const result = await runLearner(learnerConfig("gbm", trainer, { output_features: [price] }), { callbacks })
    return { ...result, heard }
  }

  it("stops early, and keeps the best trees", async () => {
    const trainer = { num_boost_round: 2000, boosting_rounds_per_checkpoint: 5, learning_rate: 0.5, early_stop: 3 }
    const { heard, reason, model } = await events(trainer)
    expect(reason).toBe("early_stop")
    const best = heard.findIndex(({ value }) => value === Math.min(...heard.map((event) => event.value!)))
    expect(heard).toHaveLength(best + 4)
    expect(model.weights.get("price.trees.rates")!.data).toHaveLength(heard[best]!.step)
  })

  it("tells losses in the units of a sole output, between evaluations too", async () => {
    const told: number[] = []
    const onStepsDone: TrainingCallbacks["onStepsDone"] = ({ loss }) => void told.push(loss)
    const { heard } = await events({}, undefined, { onStepsDone })
    expect(heard).toHaveLength(3)
    for (const { losses, metrics } of heard) {
      expect(losses).toEqual({ training: metrics.training["price"]!["loss"], validation: metrics.validation!["price"]!["loss"] }) // prettier-ignore
      expect(losses.training).not.toBe(metrics.training["combined"]!["loss"]) // of standardised prices
    }
    expect(told.at(-1)).toBe(heard[1]!.losses.training)
    const all: EvaluationDone[] = []
    await runLearner(learnerConfig("gbm"), { callbacks: { onEvaluationEnd: (event) => void all.push(event) } })
    expect(all[0]!.losses.training).toBe(all[0]!.metrics.training["combined"]!["loss"])
  })

  it("stops where a callback asks for it", async () => {
    const { reason, heard } = await events({}, ({ step }) => (step === 20 ? "stop" : undefined))
    expect(reason).toBe("callback")
    expect(heard.map(({ step }) => step)).toEqual([10, 20])
  })

  it("evaluates after the last round too", async () => {
    const { heard } = await events({ num_boost_round: 25 })
    expect(heard.map(({ step, epoch }) => [step, epoch])).toEqual([
      [10, 1],
      [20, 2],
      [25, 3],
    ])
  })

  it("trains all rounds without an evaluation where none is wanted, and can be resumed", async () => {
    await using folder = temporaryFolder()
    const trainer = { skip_all_evaluation: true, early_stop: 1 }
    const { heard, model, reason } = await events(trainer)
    expect({ heard, reason }).toEqual({ heard: [], reason: "epochs" })
    expect(model.weights.get("price.trees.rates")!.data).toHaveLength(30)
    const config = learnerConfig("gbm", trainer, { output_features: [price] })
    const first = await runLearner(config, { outputDirectory: folder.path, signal: abortedAfter(13) })
    const second = await runLearner(config, { outputDirectory: folder.path, modelResumePath: first.outputDirectory })
    expect(weightsOf(second)).toEqual(weightsOf({ model }))
  })

  it("ends where scores are no numbers any more", async () => {
    await expect(events({ learning_rate: 1e308, lambda_l2: 0 })).rejects.toMatchObject({ code: "training/diverged" })
  })

  it("tells of an error in a callback, and can be resumed", async () => {
    await using folder = temporaryFolder()
    const mistake = new Error("a mistake in a callback")
    const callbacks: TrainingCallbacks = {
      onEvaluationEnd({ step }) {
        if (step === 20) throw mistake
      },
    }
    const config = learnerConfig("gbm")
    await expect(runLearner(config, { outputDirectory: folder.path, callbacks })).rejects.toBe(mistake)
    const modelResumePath = await onlyFolder(folder.path)
    const resumed = await runLearner(config, { outputDirectory: folder.path, modelResumePath })
    expect(weightsOf(resumed)).toEqual(weightsOf(await runLearner(config)))
  })
})

describe("a checkpoint", () => {
  const sources = { trainingSet: learnerTable, validationSet: syntheticColumns(50, 6) }
  it.each([
    ["the validation rows", {}, { ...sources, validationSet: syntheticColumns(50, 7) }, /the validation split/],
    ["bins", { max_bin: 15 }, sources, /trainer\.max_bin/],
    ["the kind of boosting", { boosting_type: "dart" }, sources, /trainer\.boosting_type/],
    ["the objective", { objective: "huber" }, sources, /output_features\.price/],
  ])("is not gone on from with other %s", async (_, trainer, otherSources, at) => {
    await using folder = temporaryFolder()
    const run = { outputDirectory: folder.path, sources, signal: abortedAfter(13) }
    const { outputDirectory } = await runLearner(learnerConfig("gbm"), run)
    const other = { outputDirectory: folder.path, modelResumePath: outputDirectory, sources: otherSources }
    await expect(runLearner(learnerConfig("gbm", trainer), other)).rejects.toMatchObject({
      code: "training/resume",
      at: expect.stringMatching(at) as unknown,
    })
  })

  it("of trees is none of a linear model", async () => {
    await using folder = temporaryFolder()
    const run = { outputDirectory: folder.path, signal: abortedAfter(13) }
    const { outputDirectory } = await runLearner(
      learnerConfig("gbm", {}, { preprocessing: { split: { type: "random" } } }),
      run,
    )
    const linear = runLearner(learnerConfig("linear"), {
      outputDirectory: folder.path,
      modelResumePath: outputDirectory,
    })
    await expect(linear).rejects.toMatchObject({ code: "training/resume" })
  })
})
