// Which training rows each step sees: a new permutation an epoch, a pure function of seed and epoch.
import { permutation, randomKey } from "@fidelio/core"
import type { Stretch } from "./plan.ts"

/** Rows for the steps of a stretch, [steps, …accumulation, batch]. */
export type BatchOrder = (stretch: Stretch, accumulation: number) => Int32Array

export function createBatchOrder(
  rows: number,
  { seed, shuffle }: { readonly seed: number; readonly shuffle: boolean },
): BatchOrder {
  let epoch = -1
  let order: Int32Array = new Int32Array(0)
  return (stretch, accumulation) => {
    if (stretch.epoch !== epoch) {
      epoch = stretch.epoch
      order = shuffle
        ? permutation(randomKey(seed, "shuffle", epoch), rows)
        : Int32Array.from({ length: rows }, (_, i) => i)
    }
    return order.slice(stretch.firstRow, stretch.firstRow + stretch.steps * stretch.batchSize * accumulation)
  }
}
