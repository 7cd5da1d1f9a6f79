// What a run does between its first and its last step: evaluations, stopping, the best checkpoint, callbacks.
import { ecdModel } from "@fidelio/core"
import { describe, expect, it } from "vitest"
import { syntheticColumns, syntheticConfig, syntheticDataset } from "../../../../test/support/synthetic.ts"
import {
  numbersOf,
  runSmallTraining,
  type TrainingOutcome,
  type TrainingRun,
} from "../../../../test/support/run-training.ts"
import { createEvaluator } from "../evaluation/evaluator.ts"
import type { EvaluationDone, SplitMetrics, TrainingCallbacks } from "./callbacks.ts"

const train = (trainer: object, run: TrainingRun = {}): Promise<TrainingOutcome> =>
  runSmallTraining({ ...run, settings: { ...run.settings, trainer } })

const stepsOf = ({ result }: TrainingOutcome): readonly number[] => result.progress.evaluations.map(({ step }) => step)

/** Metrics of the weights that a run ended with. */
async function evaluateBest({ result, preparation }: TrainingOutcome, batchSize = 4096): Promise<SplitMetrics> {
  const { spec, variables, dataset } = preparation
  const session = { device: "cpu", threads: 1 } as const
  await using evaluator = await createEvaluator({
    spec: ecdModel(spec, variables),
    layout: dataset.layout,
    batchSize,
    session,
  })
  return (await evaluator.evaluate(dataset.splits.validation!, result.best)).metrics()
}

/** Too fast a learner: its validation loss soon goes up and down. */
const restless = { learning_rate: 0.3, optimizer: { type: "sgd" }, gradient_clipping: { clipglobalnorm: null } }

describe("evaluations", () => {
  it.each([
    ["an epoch, of which the last batch is smaller", {}, [13, 26, 39]],
    ["so many steps", { steps_per_checkpoint: 10 }, [10, 20, 30, 39]],
    ["parts of an epoch", { checkpoints_per_epoch: 2 }, [7, 14, 21, 28, 35, 39]],
    ["the only epoch", { epochs: 1 }, [13]],
    ["fewer steps than an epoch has", { train_steps: 5 }, [5]],
    ["steps, not epochs", { train_steps: 30 }, [13, 26, 30]],
  ])("come after %s", async (_, trainer, steps) => {
    expect(stepsOf(await train(trainer))).toEqual(steps)
  })

  it("may not happen at all", async () => {
    const outcome = await train({ skip_all_evaluation: true })
    expect(outcome.result).toMatchObject({ reason: "epochs", progress: { step: 39, evaluations: [], best: null } })
    expect(outcome.checkpoints).toEqual([])
  })

  it("have metrics of every split, and of the training rows as they were trained or as they are now", async () => {
    const running = (await train({})).result.progress.evaluations
    const whole = (await train({ evaluate_training_set: true })).result.progress.evaluations
    for (const { metrics } of [...running, ...whole]) {
      for (const split of [metrics.training, metrics.validation, metrics.test]) {
        expect(Object.keys(split!)).toEqual(["combined", "price"])
        for (const value of Object.values(split!["price"]!)) expect(value).toEqual(expect.any(Number))
      }
    }
    expect(running.map(({ metrics }) => metrics.validation)).toEqual(whole.map(({ metrics }) => metrics.validation))
    expect(running.map(({ metrics }) => metrics.training)).not.toEqual(whole.map(({ metrics }) => metrics.training))
  })

  it("are of the whole split, whatever the batch size", async () => {
    const trained = await train({})
    const whole = await evaluateBest(trained)
    for (const batchSize of [1, 7, 30]) {
      for (const [feature, metrics] of Object.entries(await evaluateBest(trained, batchSize))) {
        for (const [name, value] of Object.entries(metrics)) {
          expect(value! / whole[feature]![name]!, `${feature}.${name}`).toBeCloseTo(1, 5)
        }
      }
    }
  })
})

describe("the model that is kept", () => {
  it("is that of the best evaluation", async () => {
    const outcome = await train({ ...restless, epochs: 8 })
    const { evaluations, best } = outcome.result.progress
    const losses = evaluations.map(({ metrics }) => metrics.validation!["price"]!["root_mean_squared_error"]!)
    expect(best).not.toBe(evaluations.length - 1)
    expect(losses[best!]).toBe(Math.min(...losses))
    expect((await evaluateBest(outcome))["price"]!["root_mean_squared_error"]).toBe(losses[best!])
    const written = outcome.checkpoints.findLast((checkpoint) => checkpoint.best)
    expect(written?.progress.step).toBe(evaluations[best!]!.step)
  })

  it("follows the metric of the output that the config names", async () => {
    const output_features = [
      { name: "price", type: "number" },
      { name: "likes", type: "binary" },
    ]
    const best = async (trainer: object): Promise<EvaluationDone> => {
      const events: EvaluationDone[] = []
      const onEvaluationEnd = (event: EvaluationDone): void => void events.push(event)
      await train({ epochs: 2, ...trainer }, { settings: { output_features }, callbacks: { onEvaluationEnd } })
      return events.at(-1)!
    }
    expect(await best({ validation_field: "likes", validation_metric: "accuracy" })).toMatchObject({
      validationField: "likes",
      validationMetric: "accuracy",
    })
    expect(await best({ validation_field: "combined" })).toMatchObject({
      validationField: "combined",
      validationMetric: "loss",
    })
    const event = await best({ validation_field: "likes", validation_metric: "roc_auc" })
    expect(event.value).toBe(event.metrics.validation!["likes"]!["roc_auc"])
    expect(event.validationSplit).toBe("validation")
  })

  it("follows the training rows where no others validate", async () => {
    const config = syntheticConfig({ trainer: { epochs: 2 } })
    const dataset = syntheticDataset(config, syntheticColumns(40), { training: 40 })
    const { result } = await train({ epochs: 2 }, { dataset })
    expect(result.progress.evaluations.map(({ metrics }) => Object.keys(metrics))).toEqual([["training"], ["training"]])
    expect(result.progress.best).not.toBeNull()
  })
})

describe("early stopping", () => {
  it("counts evaluations without improvement", async () => {
    const { result } = await train({ ...restless, epochs: 60, early_stop: 3 })
    const { evaluations, best } = result.progress
    expect(result.reason).toBe("early_stop")
    expect(evaluations.length).toBe(best! + 1 + 3)
  })

  it("does not happen with −1", async () => {
    const { result } = await train({ ...restless, epochs: 15, early_stop: -1 })
    expect(result.reason).toBe("epochs")
    expect(result.progress.evaluations).toHaveLength(15)
  })
})

describe("small tables", () => {
  const few = (rows: number): TrainingRun => {
    const config = syntheticConfig()
    return { dataset: syntheticDataset(config, syntheticColumns(rows), { training: rows }) }
  }

  it.each([1, 2, 7, 9])("of %i rows are trained on", async (rows) => {
    const { result } = await train({ epochs: 2 }, few(rows))
    expect(result.progress.step).toBe(2 * Math.ceil(rows / 8))
    expect(
      Object.values(numbersOf(result.best)).every((values) => Array.from(values, Number).every(Number.isFinite)),
    ).toBe(true)
  })

  it.each([
    [1, { batch_size: 3, gradient_accumulation_steps: 3 }, 1],
    [2, { batch_size: 3, gradient_accumulation_steps: 3 }, 1],
    [10, { batch_size: 3, gradient_accumulation_steps: 3 }, 1],
    [13, { batch_size: 3, gradient_accumulation_steps: 3 }, 2],
  ])("of %i rows are trained on with accumulation", async (rows, trainer, steps) => {
    const { result } = await train({ epochs: 2, ...trainer }, few(rows))
    expect(result.progress.step).toBe(2 * steps)
    expect(result.progress.evaluations).toHaveLength(2)
  })
})

describe("a loss that grows without bounds", () => {
  const wild = { learning_rate: 1e30, optimizer: { type: "sgd" }, gradient_clipping: { clipglobalnorm: null } }

  it("is an error that says what to change, before the first evaluation", async () => {
    await expect(train(wild)).rejects.toMatchObject({ code: "training/diverged" })
  })

  it("is an error too where only the last step goes too far", async () => {
    await expect(train({ ...wild, learning_rate: 1e39, train_steps: 1 })).rejects.toMatchObject({
      code: "training/diverged",
    })
    const last = { ...wild, learning_rate: 1e39, train_steps: 1, skip_all_evaluation: true }
    await expect(train(last)).rejects.toMatchObject({ code: "training/diverged" })
  })

  it("ends the run with the best model, after it", async () => {
    const scheduler = { decay: "linear", warmup_fraction: 0.9 }
    const { result } = await train({
      ...wild,
      epochs: 10,
      early_stop: -1,
      learning_rate: 1e4,
      steps_per_checkpoint: 1,
      learning_rate_scheduler: scheduler,
    })
    expect(result.reason).toBe("diverged")
    expect(
      Object.values(numbersOf(result.best)).every((values) => Array.from(values, Number).every(Number.isFinite)),
    ).toBe(true)
  })
})

describe("callbacks", () => {
  it("are called in the order of what happens", async () => {
    const seen: string[] = []
    const note =
      (name: string) =>
      (event: object): void =>
        void seen.push("epoch" in event ? `${name} ${String(event.epoch)}` : name)
    const callbacks: TrainingCallbacks = {
      onModelBuilt: note("model"),
      onTrainStart: () => void seen.push("start"),
      onEpochStart: note("epoch"),
      onEpochEnd: note("epoch end"),
      onEvaluationStart: note("evaluation"),
      onEvaluationEnd: note("evaluation end"),
    }
    await train({ epochs: 2 }, { callbacks })
    const epoch = (i: number) => [`epoch ${i}`, `epoch end ${i}`, `evaluation ${i}`, `evaluation end ${i}`]
    expect(seen).toEqual(["model", "start", ...epoch(1), ...epoch(2)])
  })

  it("may stop the run, which keeps its best model", async () => {
    const outcome = await train(
      { epochs: 20 },
      { callbacks: { onEvaluationEnd: ({ epoch }) => (epoch === 3 ? "stop" : undefined) } },
    )
    expect(outcome.result.reason).toBe("callback")
    expect(outcome.result.progress.evaluations).toHaveLength(3)
    expect(outcome.checkpoints).toHaveLength(3)
  })

  it("that throw end the run with their error", async () => {
    const mistake = new Error("a mistake in a callback")
    const fail = (): never => {
      throw mistake
    }
    for (const name of ["onTrainStart", "onEpochStart", "onStepsDone", "onEvaluationEnd"] as const) {
      await expect(train({ epochs: 1 }, { callbacks: { [name]: fail } }), name).rejects.toBe(mistake)
    }
  })

  it("are told losses that are those of the steps", async () => {
    const losses: number[] = []
    const { result } = await train(
      { epochs: 2 },
      {
        callbacks: {
          onStepsDone: ({ epochStep, stepsPerEpoch, loss }) => {
            if (epochStep === stepsPerEpoch) losses.push(loss)
          },
        },
      },
    )
    const reported = result.progress.evaluations.map(({ metrics }) => metrics.training["combined"]!["loss"]!)
    expect(losses.map((loss) => Math.round(loss * 10))).toEqual(reported.map((loss) => Math.round(loss * 10)))
  })
})

describe("weights to start from", () => {
  it("are used, and stay as they are", async () => {
    const first = await train({ epochs: 4 })
    const weights = first.result.best
    const before = structuredClone(numbersOf(weights))
    const lossBefore = (await evaluateBest(first))["price"]!["loss"]!
    const next = await train({ epochs: 1, learning_rate: 1e-6 }, { weights })
    expect((await evaluateBest(next))["price"]!["loss"]! / lossBefore).toBeCloseTo(1, 2)
    expect(numbersOf(weights)).toEqual(before)
  })

  it("that do not fit are an error that names the first of them", async () => {
    const { result } = await train({ epochs: 1 })
    const combiner = { type: "concat", num_fc_layers: 1, output_size: 7 }
    await expect(train({ epochs: 1 }, { weights: result.best, settings: { combiner } })).rejects.toMatchObject({
      code: "training/initial-model",
      at: "combiner.fc_layers.0.weights",
    })
  })
})

it("frozen layers keep the weights to start from", async () => {
  const first = await train({ epochs: 1 })
  const next = await train({ epochs: 1, layers_to_freeze_regex: "^combiner" }, { weights: first.result.best })
  const [before, after] = [numbersOf(first.result.best), numbersOf(next.result.best)]
  for (const name of Object.keys(before)) {
    if (name.startsWith("combiner")) expect(after[name], name).toEqual(before[name])
    else expect(after[name], name).not.toEqual(before[name])
  }
})
