// What `auto` comes to. Rules on the data, never timings, so that the same run is made again on any machine.

const smallestBatch = 32
const largestBatch = 256
const stepsPerEpochWanted = 64

/** A power of two that gives small tables enough steps an epoch and large ones enough work a step. */
export function autoBatchSize(rows: number): number {
  const wanted = rows / stepsPerEpochWanted
  const power = 2 ** Math.round(Math.log2(Math.max(1, wanted)))
  return Math.min(largestBatch, Math.max(smallestBatch, power))
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
