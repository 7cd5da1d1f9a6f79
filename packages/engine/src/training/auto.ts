// What `auto` comes to. Rules on the data, never timings, so that the same run is made again on any machine.
import type { EcdConfig, TrainerSettings } from "@fidelio/core"
import { planTraining, type Plan } from "./plan.ts"

const within = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))

/** A power of two: about forty steps an epoch for small tables, more for large ones. */
export const autoBatchSize = (rows: number): number =>
  within(16, 2 ** Math.round(Math.log2(Math.max(1, rows / 40))), 256)

/** Small tables are gone through often, large ones seldom; early stopping usually comes first. */
export const autoEpochs = (rows: number): number => within(12, Math.round(250_000 / rows), 60)

/** Some four hundred steps without improvement. */
export const autoEarlyStop = (stepsPerEvaluation: number): number => within(3, Math.ceil(400 / stepsPerEvaluation), 12)

/** The average reaches back about one epoch. */
export function resolveAveraging(
  setting: number | "auto" | null,
  { stepsPerEpoch }: Pick<Plan, "stepsPerEpoch">,
): number | null {
  return setting === "auto" ? 1 - 1 / within(10, stepsPerEpoch, 100) : setting
}

export interface BatchSettings {
  readonly batch_size: number | "auto"
  readonly effective_batch_size: number | "auto"
  readonly gradient_accumulation_steps: number | "auto"
  readonly max_batch_size: number
}

/** Rows a batch and batches an update, from the three settings that say it together. */
export function resolveBatches(
  settings: BatchSettings,
  rows: number,
): { readonly batchSize: number; readonly accumulation: number } {
  const { batch_size: batch, effective_batch_size: effective, gradient_accumulation_steps: accumulation } = settings
  const limit = (size: number): number => Math.max(1, Math.min(size, settings.max_batch_size))
  if (effective === "auto") {
    return {
      batchSize: limit(batch === "auto" ? autoBatchSize(rows) : batch),
      accumulation: accumulation === "auto" ? 1 : accumulation,
    }
  }
  if (accumulation !== "auto")
    return { batchSize: limit(Math.max(1, Math.floor(effective / accumulation))), accumulation }
  const batchSize = limit(batch === "auto" ? effective : batch)
  return { batchSize, accumulation: Math.max(1, Math.round(effective / batchSize)) }
}

/** For models without pretrained parts. */
export const autoLearningRate = 0.001

/** A trainer in which nothing is left to be chosen. */
export interface ResolvedTrainer extends TrainerSettings {
  readonly batch_size: number
  readonly gradient_accumulation_steps: number
  readonly epochs: number
  readonly early_stop: number
  readonly learning_rate: number
  readonly weight_averaging: number | null
}

export type ResolvedConfig = EcdConfig & { readonly trainer: ResolvedTrainer }

/** The config with numbers for every `auto` of the trainer, and the run that it plans for so many training rows. */
export function resolveAuto(config: EcdConfig, rows: number): { readonly config: ResolvedConfig; readonly plan: Plan } {
  const { trainer } = config
  const { batchSize, accumulation } = resolveBatches(trainer, rows)
  const epochs = trainer.epochs === "auto" ? autoEpochs(rows) : trainer.epochs
  const plan = planTraining(rows, { ...trainer, batchSize, accumulation, epochs })
  const resolved: ResolvedTrainer = {
    ...trainer,
    batch_size: batchSize,
    gradient_accumulation_steps: accumulation,
    epochs,
    early_stop: trainer.early_stop === "auto" ? autoEarlyStop(plan.stepsPerEvaluation) : trainer.early_stop,
    learning_rate: trainer.learning_rate === "auto" ? autoLearningRate : trainer.learning_rate,
    weight_averaging: resolveAveraging(trainer.weight_averaging, plan),
  }
  return { config: { ...config, trainer: resolved }, plan }
}
