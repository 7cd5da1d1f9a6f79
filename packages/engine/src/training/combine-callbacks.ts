// Several listeners as one.
import type { TrainingCallbacks } from "./callbacks.ts"

/** Calls each listener in order; the run stops where any of them asks for it. */
export function combineCallbacks(listeners: readonly TrainingCallbacks[]): TrainingCallbacks {
  const each =
    <E>(name: Exclude<keyof TrainingCallbacks, "onEvaluationEnd">) =>
    (event: E): void => {
      for (const listener of listeners) (listener[name] as ((event: E) => void) | undefined)?.call(listener, event) // the event's own listener
    }
  return {
    onDataReady: each("onDataReady"),
    onModelBuilt: each("onModelBuilt"),
    onTrainStart: each("onTrainStart"),
    onEpochStart: each("onEpochStart"),
    onStepsDone: each("onStepsDone"),
    onEpochEnd: each("onEpochEnd"),
    onEvaluationStart: each("onEvaluationStart"),
    onEvaluationEnd(event) {
      const answers = listeners.map((listener) => listener.onEvaluationEnd?.(event))
      if (answers.includes("stop")) return "stop"
    },
    onCheckpoint: each("onCheckpoint"),
    onTrainEnd: each("onTrainEnd"),
    onNotice: each("onNotice"),
  }
}
