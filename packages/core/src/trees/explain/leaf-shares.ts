// Shapley values of one leaf: what each column of its way adds, for rows that meet some of the way's conditions and not the others.
//
// A coalition of columns gets the leaf's value where its members' conditions hold, times the share of rows that go on
// by the others. Over the columns that hold, coalitions of size k have the sum of products that is the coefficient of
// tᵏ in Π (share + t): a column's Shapley value weighs the coefficients of the product over the other columns.
import type { LeafPath } from "./leaf-paths.ts"

/** Up to so many columns, all that is computed is kept. */
const mostKept = 12

export class LeafShares {
  readonly #path: LeafPath
  /** By pattern: where its values begin in the list, plus one; 0 where they are not computed yet. */
  readonly #slots: Int32Array | undefined
  #values = new Float64Array(64)
  #used = 0
  readonly #weights: Float64Array
  readonly #product: Float64Array
  readonly #scratch: Float64Array

  constructor(path: LeafPath) {
    const size = path.columns.length
    this.#path = path
    this.#slots = size <= mostKept ? new Int32Array(1 << size) : undefined
    this.#weights = shapleyWeights(size)
    this.#product = new Float64Array(size + 1)
    this.#scratch = new Float64Array(size)
  }

  get columns(): Int32Array {
    return this.#path.columns
  }

  /** Adds a row's values, times a factor; `decisions`: 1 by node that sends the row left. `held` is overwritten. hot */
  add(decisions: Uint8Array, held: Uint8Array, target: Float64Array, at: { offset: number; factor: number }): void {
    const { nodes, isLeft, places, columns } = this.#path
    const size = columns.length
    for (let i = 0; i < size; i++) held[i] = 1
    for (let i = 0; i < nodes.length; i++) if (decisions[nodes[i]!] !== isLeft[i]) held[places[i]!] = 0
    let values = this.#scratch
    let first = 0
    if (this.#slots === undefined) this.#compute(held, values, 0)
    else {
      first = this.#find(held)
      values = this.#values
    }
    for (let i = 0; i < size; i++) target[at.offset + columns[i]!]! += values[first + i]! * at.factor
  }

  /** Where the values of a pattern begin. */
  #find(held: Uint8Array): number {
    const slots = this.#slots!
    const size = this.#path.columns.length
    let pattern = 0
    for (let i = 0; i < size; i++) pattern |= held[i]! << i
    const slot = slots[pattern]!
    if (slot > 0) return slot - 1
    const first = this.#used
    this.#used += size
    if (this.#used > this.#values.length) {
      const larger = new Float64Array(2 * this.#used)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#compute(held, this.#values, first)
    slots[pattern] = first + 1
    return first
  }

  #compute(held: Uint8Array, values: Float64Array, first: number): void {
    const { shares, value } = this.#path
    const product = this.#product
    product[0] = 1
    let degree = 0
    let rest = value
    for (let i = 0; i < shares.length; i++) {
      const share = shares[i]!
      if (held[i] === 0) {
        rest *= share
        continue
      }
      product[++degree] = 0
      for (let k = degree; k > 0; k--) product[k] = product[k - 1]! + share * product[k]!
      product[0]! *= share
    }
    const outside = degree < shares.length ? -rest * this.#weighed(degree) : 0
    for (let i = 0; i < shares.length; i++)
      values[first + i] = held[i] === 0 ? outside : rest * (1 - shares[i]!) * this.#weighedWithout(shares[i]!, degree)
  }

  /** Σ weight · coefficient of the whole product. */
  #weighed(degree: number): number {
    let sum = 0
    for (let k = 0; k <= degree; k++) sum += this.#weights[k]! * this.#product[k]!
    return sum
  }

  /** The same of the product divided by (share + t). */
  #weighedWithout(share: number, degree: number): number {
    let coefficient = 0
    let sum = 0
    for (let k = degree; k > 0; k--) {
      coefficient = this.#product[k]! - share * coefficient
      sum += this.#weights[k - 1]! * coefficient
    }
    return sum
  }
}

/** k! (d − 1 − k)! / d! for k = 0 … d − 1. */
function shapleyWeights(size: number): Float64Array {
  const weights = new Float64Array(size)
  let choices = 1 // of k among d − 1
  for (let k = 0; k < size; k++) {
    weights[k] = 1 / (size * choices)
    choices = (choices * (size - 1 - k)) / (k + 1)
  }
  return weights
}
