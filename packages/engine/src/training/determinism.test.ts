// The same config, data and seed end in the same weights, bit for bit, however the work is cut.
import { describe, expect, it } from "vitest"
import { syntheticColumns, syntheticConfig, syntheticDataset } from "../../../../test/support/synthetic.ts"
import {
  abortedAfter,
  numbersOf,
  resumePoint,
  runSmallTraining,
  type TrainingOutcome,
  type TrainingRun,
} from "../../../../test/support/run-training.ts"

const outputs = [
  { name: "price", type: "number" },
  { name: "likes", type: "binary", dependencies: ["price"] },
  { name: "size", type: "category" },
]
const dropout = { combiner: { type: "concat", num_fc_layers: 2, output_size: 8, dropout: 0.3 } }
const ensemble = {
  combiner: {
    type: "concat",
    num_fc_layers: 1,
    output_size: 8,
    dropout: 0.2,
    batch_ensemble: true,
    num_ensemble_members: 4,
  },
}
const plateau = {
  learning_rate: 0.05,
  learning_rate_scheduler: { reduce_on_plateau: 5, reduce_on_plateau_patience: 1, reduce_on_plateau_rate: 0.5 },
}

const cases: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "a plain network": {},
  dropout,
  "an ensemble with dropout": ensemble,
  "several outputs": { ...dropout, output_features: outputs },
  "batch norm": { combiner: { type: "concat", num_fc_layers: 1, output_size: 8, norm: "batch" } },
  accumulation: { ...dropout, trainer: { batch_size: 4, gradient_accumulation_steps: 3 } },
  "a moving average": { ...dropout, trainer: { weight_averaging: 0.9 } },
  "plateaus of the training loss": { ...dropout, trainer: { ...plateau, epochs: 6 } },
  "no validation but early stopping": { ...dropout, trainer: { epochs: 12, early_stop: 1, learning_rate: 0.1 } },
  "evaluations inside of epochs": { ...dropout, trainer: { steps_per_checkpoint: 5 } },
}

const runOf = (name: string): TrainingRun => {
  const settings = cases[name]!
  if (!name.startsWith("no validation")) return { settings }
  const config = syntheticConfig(settings)
  return { settings, dataset: syntheticDataset(config, syntheticColumns(150), { training: 100 }) }
}

function expectSame(a: TrainingOutcome, b: TrainingOutcome): void {
  expect(numbersOf(b.result.best)).toEqual(numbersOf(a.result.best))
  expect(b.result.progress).toEqual(a.result.progress)
  expect(b.result.reason).toBe(a.result.reason)
}

/** Runs until this many steps are done, then is interrupted; and is resumed. */
async function interrupted(run: TrainingRun, after: number): Promise<TrainingOutcome> {
  const first = await runSmallTraining({ ...run, stepsPerRun: 1, signal: abortedAfter(after) })
  expect(first.result).toMatchObject({ reason: "interrupted", progress: { step: after } })
  return await runSmallTraining({ ...run, resume: resumePoint(first.checkpoints) })
}

describe.each(Object.keys(cases))("%s", (name) => {
  it("ends in the same weights for any number of steps a run", async () => {
    const whole = await runSmallTraining(runOf(name))
    for (const stepsPerRun of [1, 7, 50]) expectSame(whole, await runSmallTraining({ ...runOf(name), stepsPerRun }))
  })

  it("ends in the same weights when it was interrupted and resumed", async () => {
    const whole = await runSmallTraining(runOf(name))
    for (const after of [3, 10]) expectSame(whole, await interrupted(runOf(name), after))
  })
})

describe("the seed", () => {
  it("decides", async () => {
    const run = { settings: dropout }
    const [first, again, other] = [
      await runSmallTraining(run),
      await runSmallTraining(run),
      await runSmallTraining({ ...run, seed: 8 }),
    ]
    expectSame(first, again)
    expect(numbersOf(other.result.best)).not.toEqual(numbersOf(first.result.best))
  })
})

describe("threads", () => {
  const wide = { combiner: { type: "concat", num_fc_layers: 2, output_size: 64, dropout: 0.1 } }
  it.each([
    ["a small network", { ...dropout, output_features: outputs }],
    ["a wide one", { ...wide, output_features: outputs, trainer: { batch_size: 64 } }],
    ["an ensemble", ensemble],
  ])("change nothing of %s", async (_, settings) => {
    expectSame(await runSmallTraining({ settings, threads: 1 }), await runSmallTraining({ settings, threads: 2 }))
  })
})
