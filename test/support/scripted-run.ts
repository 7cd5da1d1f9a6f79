// A run of penguins as its callbacks tell it, without a run: the same numbers every time.
import type { EvaluationDone, TrainingCallbacks } from "@fidelio/engine"

const column = (name: string, type: string, [missing, distinct]: readonly [number, number], summary: string) => ({
  column: name,
  role: "input" as const,
  type,
  missing,
  distinct,
  summary,
})

const dataReady = {
  source: "node_modules/vega-datasets/data/penguins.json",
  columns: [
    column("Island", "category", [0, 3], "Biscoe 168, Dream 124, Torgersen 52"),
    column("Beak Length (mm)", "number", [2, 164], "32.1 to 59.6, mean 43.92"),
    column("Größe\n🐧", "number", [2, 80], "13.1 to 21.5, mean 17.15"),
    column("Sex", "category", [11, 3], "MALE 168, FEMALE 165, . 1"),
    { ...column("Species", "category", [0, 3], "Adelie 152, Gentoo 124, Chinstrap 68"), role: "output" as const },
  ],
  splits: { training: 241, validation: 34, test: 69 },
  dropped: [{ rows: 2, reason: "no value for Species" }],
  cached: false,
  seconds: 0.21,
}

const modelBuilt = {
  device: "cpu",
  parameters: 35_331,
  layers: [
    { name: "input_features.Island.encoder", description: "dense: 3 categories → 3", parameters: 9 },
    { name: "input_features.Beak Length (mm).encoder", description: "passthrough", parameters: 0 },
    { name: "combiner", description: "concat → 128 relu → 128 relu", parameters: 34_935 },
    { name: "output_features.Species.decoder", description: "classifier: 128 → 3", parameters: 387 },
  ],
}

const epochs = 6
const stepsPerEpoch = 8

function evaluation(epoch: number): EvaluationDone {
  const metrics = (scale: number) => ({
    Species: {
      loss: (scale * 1.05) / epoch,
      accuracy: 0.98 - Math.abs(4 - epoch) / 40 - scale / 100,
      hits_at_k: null,
      roc_auc: 0.9912,
    },
    combined: { loss: (scale * 1.05) / epoch },
  })
  const isBest = epoch <= 4
  return {
    epoch,
    step: epoch * stepsPerEpoch,
    metrics: { training: metrics(1), validation: metrics(1.2), test: metrics(1.1) },
    losses: { training: metrics(1).combined.loss, validation: metrics(1.2).combined.loss },
    validationField: "Species",
    validationMetric: "accuracy",
    validationSplit: "validation",
    value: metrics(1.2).Species.accuracy,
    best: metrics(1.2).Species.accuracy,
    improved: isBest,
    evaluationsWithoutImprovement: isBest ? 0 : epoch - 4,
    earlyStop: 2,
    seconds: 0.01,
  }
}

/** Calls the callbacks in order; `afterSteps` runs after each `onStepsDone`. */
export function playRun(callbacks: TrainingCallbacks, afterSteps: () => void = () => undefined): void {
  callbacks.onDataReady?.(dataReady)
  callbacks.onNotice?.({
    message: "`batch_size: auto` chose 32, which leaves 8 steps an epoch for a table this small.",
  })
  callbacks.onModelBuilt?.(modelBuilt)
  const steps = { totalSteps: epochs * stepsPerEpoch, stepsPerEpoch }
  const place = { outputDirectory: "results/experiment_run" }
  callbacks.onTrainStart?.({
    progression: "epochs",
    epochs,
    ...steps,
    ...place,
    batchSize: 32,
    learningRate: 0.001,
    resumedAtStep: 0,
  })
  for (let epoch = 1; epoch <= epochs; epoch++) {
    callbacks.onEpochStart?.({ epoch })
    for (let epochStep = 4; epochStep <= stepsPerEpoch; epochStep += 4) {
      const step = (epoch - 1) * stepsPerEpoch + epochStep
      const speed = { stepsPerSecond: 2310, secondsLeft: 1.2, learningRate: 0.001 }
      callbacks.onStepsDone?.({ epoch, step, epochStep, ...steps, ...speed, loss: 1.1 / epoch })
      afterSteps()
    }
    callbacks.onEpochEnd?.({ epoch })
    callbacks.onEvaluationStart?.({ epoch, step: epoch * stepsPerEpoch })
    callbacks.onEvaluationEnd?.(evaluation(epoch))
    callbacks.onCheckpoint?.({ step: epoch * stepsPerEpoch, best: epoch <= 4, path: "results/experiment_run/model" })
  }
  const best = { bestEpoch: 4, bestStep: 32, bestMetrics: evaluation(4).metrics }
  const end = { reason: "early_stop" as const, epochs, steps: 48, seconds: 1.31 }
  callbacks.onTrainEnd?.({ ...end, ...best, ...place, modelPath: "results/experiment_run/model" })
}
