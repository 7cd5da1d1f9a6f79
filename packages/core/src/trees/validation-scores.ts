// Scores of rows that are not trained on. Where rows are read block by block, trees wait until somebody looks, and are then added together in one pass.
import { treeAdder, wholeBlock } from "./binned-scores.ts"
import type { BinnedColumns } from "./bins/bin-columns.ts"
import type { Tree } from "./tree.ts"

interface AddedTree {
  readonly tree: Tree
  readonly score: number
  readonly factor: number
}

/** A tree to add, or how many rounds scores are a mean of that are to be part of the mean of one more. */
type Step = AddedTree | number

export class ValidationScores {
  readonly binned: BinnedColumns
  readonly #initial: Float64Array
  readonly #scores: Float64Array
  #waiting: Step[] = []

  constructor(binned: BinnedColumns, initial: Float64Array, scores: Float64Array) {
    this.binned = binned
    this.#initial = initial
    this.#scores = scores
  }

  /** [rows × scores] */
  get scores(): Float64Array {
    this.#addWaiting()
    return this.#scores
  }

  add(step: Step): void {
    this.#waiting.push(step)
    if (this.binned.blocks.count === 1) this.#addWaiting()
  }

  #addWaiting(): void {
    const steps = this.#waiting.map((step) =>
      typeof step === "number" ? step : { ...step, add: treeAdder(step.tree, this.binned) },
    )
    this.#waiting = []
    if (steps.length === 0) return
    const stride = this.#initial.length
    for (let block = 0; block < this.binned.blocks.count; block++) {
      const stretch = wholeBlock(this.binned, block)
      for (const step of steps) {
        if (typeof step === "number")
          average(this.#scores.subarray(stretch.begin * stride, stretch.end * stride), this.#initial, step)
        else step.add(stretch, { scores: this.#scores, stride, score: step.score, factor: step.factor })
      }
    }
  }
}

/** Scores as the mean of so many rounds → their part in the mean of one more. */
export function average(scores: Float64Array, initial: Float64Array, round: number): void {
  const factor = round / (round + 1)
  for (let i = 0; i < scores.length; i++) {
    const start = initial[i % initial.length]!
    scores[i] = start + (scores[i]! - start) * factor
  }
}
