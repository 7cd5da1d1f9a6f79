// A run as one JSON object a line: the callbacks' events under their names.
import type { TrainingCallbacks } from "@fidelio/engine"

export type Emit = (event: string, payload: object) => void

/** `{"event":"steps_done", …}`, the rest as the callback of that name gets it. */
export const jsonEvents = (emit: Emit): TrainingCallbacks => ({
  onDataReady: (event) => emit("data_ready", event),
  onModelBuilt: (event) => emit("model_built", event),
  onTrainStart: (event) => emit("train_start", event),
  onEpochStart: (event) => emit("epoch_start", event),
  onStepsDone: (event) => emit("steps_done", event),
  onEpochEnd: (event) => emit("epoch_end", event),
  onEvaluationStart: (event) => emit("evaluation_start", event),
  onEvaluationEnd: (event) => emit("evaluation_end", event),
  onCheckpoint: (event) => emit("checkpoint", event),
  onTrainEnd: (event) => emit("train_end", event),
  onNotice: (event) => emit("notice", event),
})
