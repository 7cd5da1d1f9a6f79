// The moments of a training as messages to its worker: stages, curves, progress, and lines for people to read.
import type { Metrics } from "@fidelio/client"
import type {
  DataReady,
  EvaluationDone,
  ModelBuilt,
  TrainedModel,
  Progression,
  StepsDone,
  TrainEnd,
  TrainingCallbacks,
  TrainStart,
} from "@fidelio/engine"
import { partsAsBuilt, partsOf } from "../versions/model-parts.ts"
import type { FromTraining, Stage } from "./messages.ts"

export type Tell = (message: FromTraining) => void

/** Milliseconds between two messages of progress. */
const progressInterval = 400

export interface TrainingReport {
  readonly callbacks: TrainingCallbacks
  stage(stage: Stage): void
  log(message: string, level?: "info" | "warning"): void
  /** The model as it came out. */
  trained(model: TrainedModel): void
  /** The last evaluation, which knows what was followed. */
  readonly last: EvaluationDone | undefined
}

/** `now`: milliseconds since 1970. */
export function reportTraining(tell: Tell, now: () => number): TrainingReport {
  const log: TrainingReport["log"] = (message, level = "info") => tell({ type: "log", level, message, at: now() })
  const stage: TrainingReport["stage"] = (name) => tell({ type: "stage", stage: name, at: now() })
  let built: ModelBuilt | undefined
  let last: EvaluationDone | undefined
  let started: { readonly at: number; readonly event: TrainStart } | undefined
  let toldProgress = 0
  const wordsOfPlaces = (): PlaceWords => placeWords[started?.event.progression ?? "epochs"]
  const callbacks: TrainingCallbacks = {
    onDataReady({ splits, dropped, seconds }) {
      tell({ type: "split", split: { ...splits, dropped: [...dropped] } })
      log(`Data ready in ${seconds.toFixed(1)} s: ${rowsOf(splits)}.`)
      for (const { rows, reason } of dropped) log(`${rows} rows were left out: ${reason}.`, "warning")
    },
    onModelBuilt(event) {
      built = event
      const { parameters, device } = event
      tell({ type: "model", model: partsAsBuilt(event) })
      if (parameters > 0) log(`Model of ${parameters.toLocaleString("en")} parameters on ${device}.`)
    },
    onTrainStart(event) {
      started = { at: now(), event }
      tell({ type: "begin", step: event.resumedAtStep })
      stage("training")
      log(beginning(event))
    },
    onStepsDone(event) {
      if (now() - toldProgress < progressInterval || started === undefined) return
      toldProgress = now()
      tell({ type: "progress", progress: progressOf(event, started.event) })
    },
    onEvaluationEnd(event) {
      last = event
      const { epoch, step, metrics } = event
      const seconds = (now() - (started?.at ?? now())) / 1000
      tell({ type: "evaluation", evaluation: { epoch, step, seconds, metrics: metrics as Metrics } }) // the same shape, read-only
      log(evaluationLine(event, wordsOfPlaces().evaluated(event)))
    },
    onTrainEnd(event) {
      const { reason, seconds } = event
      if (reason === "diverged")
        log("The loss became NaN or infinite: the model of the best evaluation before is kept.", "warning")
      log(
        `Trained in ${seconds.toFixed(1)} s; ${reason === "early_stop" ? "stopped early, " : ""}${wordsOfPlaces().best(event)}.`,
      )
    },
    onNotice: ({ message }) => log(message, "warning"),
  }
  return {
    callbacks,
    stage,
    log,
    trained(model) {
      if (built !== undefined) tell({ type: "model", model: partsOf(model, built) })
    },
    get last() {
      return last
    },
  }
}

interface PlaceWords {
  evaluated(event: EvaluationDone): string
  best(event: TrainEnd): string
}

const placeWords: Readonly<Record<Progression, PlaceWords>> = {
  epochs: {
    evaluated: ({ epoch }) => `Epoch ${epoch}`,
    best: ({ bestEpoch }) => `best at epoch ${bestEpoch}`,
  },
  rounds: {
    evaluated: ({ step }) => `Round ${step}`,
    best: ({ bestStep }) => `best after round ${bestStep}`,
  },
  fit: { evaluated: () => "Fitted", best: () => "the best fit" },
}

const rowsOf = ({ training, validation, test }: DataReady["splits"]): string =>
  `${training} rows to train on, ${validation} to validate, ${test} to test`

const beginning = ({ progression, epochs, batchSize, learningRate, resumedAtStep }: TrainStart): string => {
  if (resumedAtStep > 0) return `Training goes on from the checkpoint after step ${resumedAtStep}.`
  switch (progression) {
    case "epochs":
      return `Training for up to ${epochs} epochs: batches of ${batchSize}, learning rate ${learningRate}.`
    case "rounds":
      return "Training trees."
    case "fit":
      return "Fitting."
  }
}

const progressOf = (event: StepsDone, { epochs }: TrainStart) => ({
  epoch: event.epoch,
  epochs,
  step: event.step,
  total_steps: event.totalSteps,
  loss: finite(event.loss),
  steps_per_second: finite(event.stepsPerSecond) ?? 0,
  seconds_left: finite(event.secondsLeft),
})

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

function evaluationLine(event: EvaluationDone, place: string): string {
  const { validationField, validationMetric, validationSplit, value, improved } = event
  const shown = value === null ? "unknown" : String(Number(value.toPrecision(5)))
  return `${place}: ${validationSplit} ${validationMetric} of ${validationField} ${shown}${improved ? ", the best so far" : ""}.`
}
