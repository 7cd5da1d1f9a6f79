// What a training is told in: epochs of steps, rounds of trees, or one fit.
import type { EvaluationDone, Progression, StepsDone, TrainEnd, TrainStart } from "@fidelio/engine"
import { formatCount, formatSetting, plural } from "./numbers.ts"

interface ProgressionWords {
  /** After "Training". */
  start(event: TrainStart): string
  /** How far a run is, and of what the bar is to show which share. */
  readonly steps: (event: StepsDone, start: TrainStart) => { name: string; done: number; of: number; speed: string }
  /** The first column of the lines of evaluations; none where there is one line only. */
  readonly column?: { readonly title: string; value(event: EvaluationDone): number }
  allDone(event: TrainEnd): string
  best(event: TrainEnd): string
}

export const progressionWords: Readonly<Record<Progression, ProgressionWords>> = {
  epochs: {
    start: (event) =>
      [
        `up to ${plural(event.epochs, "epoch")} of ${plural(event.stepsPerEpoch, "step")}`,
        `batch size ${formatCount(event.batchSize)}`,
        `learning rate ${formatSetting(event.learningRate)}`,
      ].join(" · "),
    steps: ({ epoch, epochStep, stepsPerEpoch }, { epochs }) => ({
      name: `epoch ${epoch}/${epochs}`,
      done: epochStep,
      of: stepsPerEpoch,
      speed: "steps/s",
    }),
    column: { title: "epoch", value: ({ epoch }) => epoch },
    allDone: (event) => `all ${plural(event.epochs, "epoch")} done`,
    best: (event) => `best at epoch ${formatCount(event.bestEpoch)}, step ${formatCount(event.bestStep)}`,
  },
  rounds: {
    start: (event) => `up to ${plural(event.totalSteps, "round")} · learning rate ${formatSetting(event.learningRate)}`,
    steps: ({ step, totalSteps }) => ({ name: "rounds", done: step, of: totalSteps, speed: "rounds/s" }),
    column: { title: "round", value: ({ step }) => step },
    allDone: (event) => `all ${plural(event.steps, "round")} done`,
    best: (event) => `best after ${plural(event.bestStep, "round")}`,
  },
  fit: {
    start: (event) => `coefficients that fit ${plural(event.batchSize, "row")} best`,
    steps: () => ({ name: "fit", done: 0, of: 1, speed: "fits/s" }),
    allDone: () => "fitted",
    best: () => "the best fit",
  },
}
