// A run's losses and metrics as TensorBoard shows them: one folder a split, tags as `income/epoch_accuracy`.
import { join } from "node:path"
import type { EvaluationDone, SplitMetrics, StepsDone, TrainingCallbacks } from "../training/callbacks.ts"
import { createEventWriter, systemClock, type Clock, type EventWriter } from "./event-file.ts"

const splits = ["training", "validation", "test"] as const

/** Callbacks that write event files into `training`, `validation` and `test` of a folder; a file is begun with its first value. */
export function tensorBoardCallbacks(directory: string, now: Clock = systemClock): TrainingCallbacks {
  const writers = new Map<string, EventWriter>()
  const writer = (split: string): EventWriter => {
    const known = writers.get(split) ?? createEventWriter(join(directory, split), now)
    writers.set(split, known)
    return known
  }
  return {
    onStepsDone(event: StepsDone) {
      const scalars = { "combined/step_training_loss": event.loss, "combined/step_learning_rate": event.learningRate }
      writer("training").add(event.step, scalars)
    },
    onEvaluationEnd(event: EvaluationDone) {
      for (const split of splits) {
        const metrics = event.metrics[split]
        if (metrics !== undefined) writer(split).add(event.step, scalarsOf(metrics))
      }
    },
  }
}

/** A metric that is not defined for the split is left out. */
function scalarsOf(metrics: SplitMetrics): Record<string, number> {
  const scalars: Record<string, number> = {}
  for (const [feature, values] of Object.entries(metrics)) {
    for (const [metric, value] of Object.entries(values)) {
      if (value !== null) scalars[`${feature}/epoch_${metric}`] = value
    }
  }
  return scalars
}
