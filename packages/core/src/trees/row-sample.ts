// The rows that a tree is grown on: all of them, a share drawn at random, or those with large gradients and some of the others (GOSS).
import { hash32, randomKey } from "../random.ts"
import type { BoosterSettings } from "./settings.ts"

export interface SampleRequest {
  readonly settings: BoosterSettings
  readonly round: number
  readonly targets: Float32Array | Int32Array
  /** The list to fill: chosen rows first, in order, then the others, in order. */
  readonly order: Int32Array
  readonly gradients: readonly Float32Array[]
  readonly hessians: readonly Float32Array[]
}

/** Fills the order; gives how many rows are chosen. */
export function sampleRows(request: SampleRequest): number {
  const { settings, order, round } = request
  if (settings.boosting_type === "goss") return sampleByGradient(request)
  const { bagging_fraction: share, pos_bagging_fraction: positive, neg_bagging_fraction: negative } = settings
  const period = settings.bagging_freq
  const isBalanced = positive < 1 || negative < 1
  if (period === 0 || (share >= 1 && !isBalanced)) return fillWhole(order)
  const key = randomKey(settings.bagging_seed, settings.seed, "rows", Math.floor(round / period))
  return isBalanced ? drawBalanced(request, key) : drawShare(order, share, key)
}

/** All rows, in order. */
export function fillWhole(order: Int32Array): number {
  for (let row = 0; row < order.length; row++) order[row] = row
  return order.length
}

/** Exactly that share, each row as likely as any other: taken with probability (wanted still) / (rows still to come). hot */
function drawShare(order: Int32Array, share: number, key: number): number {
  const rows = order.length
  const wanted = Math.max(1, Math.round(rows * share))
  let taken = 0
  let left = rows
  for (let row = rows - 1; row >= 0; row--) {
    // from the back, so that the rows left out end up in order
    if ((hash32(key, row) / 0x100000000) * (row + 1) >= wanted - taken) order[--left] = row
    else taken++
  }
  mergeChosen(order, left)
  return left
}

/** The rows that are not listed from `left` on, before it. */
function mergeChosen(order: Int32Array, left: number): void {
  let out = left
  let at = 0
  for (let row = 0; row < order.length; row++) {
    if (out < order.length && order[out] === row) out++
    else order[at++] = row
  }
}

/** Each positive row with one probability, each other row with another. */
function drawBalanced({ settings, order, targets }: SampleRequest, key: number): number {
  const { pos_bagging_fraction: positive, neg_bagging_fraction: negative } = settings
  let left = order.length
  for (let row = order.length - 1; row >= 0; row--) {
    const share = targets[row]! > 0 ? positive : negative
    if (hash32(key, row) / 0x100000000 >= share) order[--left] = row
  }
  if (left === 0) return fillWhole(order)
  mergeChosen(order, left)
  return left
}

/** Rows by |gradient · hessian|: the largest are kept; of the others some, which then weigh more. The first rounds take all rows. */
function sampleByGradient({ settings, order, round, gradients, hessians }: SampleRequest): number {
  const { top_rate: top, other_rate: other, learning_rate: rate } = settings
  if (round < Math.floor(1 / rate) || top + other >= 1) return fillWhole(order)
  const rows = order.length
  const sizes = new Float32Array(rows)
  for (const [k, gradient] of gradients.entries()) {
    const hessian = hessians[k]!
    for (let row = 0; row < rows; row++) sizes[row]! += Math.abs(gradient[row]! * hessian[row]!)
  }
  const kept = Math.max(1, Math.floor(rows * top))
  const limit = sizes.slice().sort()[rows - kept]!
  const key = randomKey(settings.bagging_seed, settings.seed, "rows", round)
  const share = Math.min(1, (other * rows) / Math.max(1, rows - kept))
  const factor = (1 - top) / other
  let left = rows
  for (let row = rows - 1; row >= 0; row--) {
    if (sizes[row]! >= limit) continue
    if (hash32(key, row) / 0x100000000 >= share) order[--left] = row
    else {
      for (const [k, gradient] of gradients.entries()) {
        gradient[row]! *= factor
        hessians[k]![row]! *= factor
      }
    }
  }
  mergeChosen(order, left)
  return left
}
