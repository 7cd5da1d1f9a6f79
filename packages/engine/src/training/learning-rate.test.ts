import { describe, expect, it } from "vitest"
import { networkOf } from "../../../../test/support/reference-training.ts"
import { syntheticColumns, syntheticConfig, syntheticDataset } from "../../../../test/support/synthetic.ts"
import { resolveAuto } from "./auto.ts"
import { learningRateSettings } from "./learning-rate.ts"
import { noProgress, type TrainingProgress } from "./progress.ts"
import { validationTarget } from "./validation-target.ts"

const output_features = [
  { name: "price", type: "number" },
  { name: "likes", type: "binary" },
]

/** The learning rates after evaluations in which a metric had these values. */
function rates(scheduler: object, values: readonly number[], field: string): readonly number[] {
  const learning_rate_scheduler = { reduce_on_plateau: 3, reduce_on_plateau_rate: 0.5, ...scheduler }
  const trainer = { learning_rate_scheduler, learning_rate: 0.1, epochs: 10, batch_size: 10 }
  const { config, plan } = resolveAuto(syntheticConfig({ output_features, trainer }), 20)
  const spec = networkOf(config, syntheticDataset(config, syntheticColumns(20), { training: 20 }))
  const target = validationTarget(spec, config.trainer, true)
  const { learningRate, afterEvaluation } = learningRateSettings(config.trainer, plan, { spec, target })
  let progress: TrainingProgress = noProgress
  return values.map((value, i) => {
    const metric = config.trainer.learning_rate_scheduler.reduce_eval_metric ?? "loss"
    const metrics = { training: { [field]: { [metric]: value } } }
    const record = { step: i, epoch: i, learningRate: 0, metrics }
    progress = afterEvaluation({ ...progress, evaluations: [...progress.evaluations, record] })
    return learningRate(i + 1, progress)
  })
}

describe("reductions on a plateau", () => {
  const patience = { reduce_on_plateau_patience: 2 }

  it("follow the loss of all outputs", () => {
    expect(rates(patience, [5, 4, 3, 3, 3, 3], "combined")).toEqual([0.1, 0.1, 0.1, 0.1, 0.05, 0.05])
  })

  it("follow any metric in its own direction, of the output that has it", () => {
    const scheduler = { ...patience, reduce_eval_metric: "roc_auc" }
    expect(rates(scheduler, [0.5, 0.6, 0.7, 0.8, 0.9], "likes")).toEqual([0.1, 0.1, 0.1, 0.1, 0.1])
    expect(rates(scheduler, [0.9, 0.8, 0.7, 0.6, 0.5], "likes")).toEqual([0.1, 0.1, 0.05, 0.05, 0.025])
  })

  it("are no more than asked for", () => {
    const scheduler = { reduce_on_plateau_patience: 1 }
    expect(rates(scheduler, [1, 1, 1, 1, 1, 1, 1], "combined").at(-1)).toBeCloseTo(0.0125)
  })
})
