// The mean loss of a linear model as a function of its parameters, with gradient and Hessian, in one pass over blocks of rows.
import type { Basis } from "./basis.ts"
import { blockSize, type Block, type FamilyOfRows } from "./families.ts"

/** What an evaluation fills besides its value. */
export interface Derivatives {
  readonly gradient?: Float64Array
  /** [parameters, parameters] */
  readonly hessian?: Float64Array
  /** Residuals and own curvature of every row, [scores][rows]. */
  readonly rows?: { readonly residuals: Float64Array; readonly curvature: Float64Array }
}

/** Parameters are [scores][places of the basis]. */
export class Objective {
  readonly basis: Basis
  readonly family: FamilyOfRows
  readonly parameters: number
  readonly #block: Block
  /** Columns of the block, [1 + numbers][blockSize]: the first is the intercept's. */
  readonly #columns: Float64Array
  readonly #product = new Float64Array(blockSize)

  constructor(basis: Basis, family: FamilyOfRows) {
    this.basis = basis
    this.family = family
    this.parameters = basis.size * family.scores
    this.#columns = new Float64Array((1 + basis.numbers.length) * blockSize)
    if (basis.hasIntercept) this.#columns.fill(1, 0, blockSize)
    this.#block = {
      first: 0,
      size: 0,
      scores: new Float64Array(family.scores * blockSize),
      residuals: new Float64Array(family.scores * blockSize),
      curvature: new Float64Array(((family.scores * (family.scores + 1)) / 2) * blockSize),
    }
  }

  evaluate(parameters: Float64Array, { gradient, hessian, rows }: Derivatives = {}): number {
    const { basis, family } = this
    const block = this.#block
    const slopes = parameters.map((value, at) => value * basis.inverse[at % basis.size]!)
    gradient?.fill(0)
    hessian?.fill(0)
    let loss = 0
    for (let first = 0; first < basis.rows; first += blockSize) {
      block.first = first
      block.size = Math.min(blockSize, basis.rows - first)
      this.#loadNumbers()
      this.#score(parameters, slopes)
      loss += family.run(block, hessian !== undefined || rows !== undefined)
      if (gradient !== undefined) this.#addGradient(gradient)
      if (hessian !== undefined) this.#addHessian(hessian)
      if (rows !== undefined) this.#copyRows(rows)
    }
    if (gradient !== undefined) this.#scaleLevels(gradient)
    if (hessian !== undefined) this.#finishHessian(hessian)
    return loss
  }

  /** The block's numbers, centred and scaled. */
  #loadNumbers(): void {
    const { numbers, center, inverse } = this.basis
    const { first, size } = this.#block
    for (const { values, place } of numbers) {
      const middle = center[place]!
      const factor = inverse[place]!
      const at = place * blockSize
      for (let i = 0; i < size; i++) this.#columns[at + i] = (values[first + i]! - middle) * factor // hot
    }
  }

  /** `slopes` are the parameters of levels over their scale. */
  #score(parameters: Float64Array, slopes: Float64Array): void {
    const { size: places, numbers, categories, hasIntercept } = this.basis
    const { first, size, scores } = this.#block
    const columns = this.#columns
    for (let k = 0; k < this.family.scores; k++) {
      const out = k * blockSize
      const base = k * places
      scores.fill(hasIntercept ? parameters[base]! : 0, out, out + size)
      for (let j = 1; j <= numbers.length; j++) {
        const slope = parameters[base + j]!
        if (slope === 0) continue
        for (let i = 0; i < size; i++) scores[out + i]! += slope * columns[j * blockSize + i]! // hot
      }
      for (const { values, place } of categories) {
        const at = base + place + 1
        for (let i = 0; i < size; i++) scores[out + i]! += slopes[at + values[first + i]!]! // hot
      }
    }
  }

  #addGradient(gradient: Float64Array): void {
    const { size: places, numbers, categories } = this.basis
    const { first, size, residuals } = this.#block
    const columns = this.#columns
    for (let k = 0; k < this.family.scores; k++) {
      const from = k * blockSize
      const base = k * places
      for (let j = 0; j <= numbers.length; j++) {
        let sum = 0
        for (let i = 0; i < size; i++) sum += residuals[from + i]! * columns[j * blockSize + i]! // hot
        gradient[base + j]! += sum
      }
      for (const { values, place } of categories) {
        const at = base + place + 1
        for (let i = 0; i < size; i++) gradient[at + values[first + i]!]! += residuals[from + i]! // hot
      }
    }
  }

  #addHessian(hessian: Float64Array): void {
    const { scores } = this.family
    let pair = 0
    for (let k = 0; k < scores; k++)
      for (let l = k; l < scores; l++, pair++) {
        const corner = (k * this.parameters + l) * this.basis.size
        const curvature = this.#block.curvature.subarray(pair * blockSize, pair * blockSize + this.#block.size)
        this.#addNumberRows(hessian, corner, curvature)
        this.#addCategoryRows(hessian, corner, curvature)
      }
  }

  /** Upper triangle of one pair of scores: intercept and numbers with everything after them. */
  #addNumberRows(hessian: Float64Array, corner: number, curvature: Float64Array): void {
    const { numbers, categories } = this.basis
    const { first } = this.#block
    const size = curvature.length
    const columns = this.#columns
    const product = this.#product
    for (let j = 0; j <= numbers.length; j++) {
      const row = corner + j * this.parameters
      for (let i = 0; i < size; i++) product[i] = curvature[i]! * columns[j * blockSize + i]! // hot
      for (let other = j; other <= numbers.length; other += 2) {
        const a = other * blockSize
        const b = other < numbers.length ? a + blockSize : a
        let sumA = 0
        let sumB = 0
        for (let i = 0; i < size; i++) {
          sumA += product[i]! * columns[a + i]! // hot
          sumB += product[i]! * columns[b + i]!
        }
        hessian[row + other]! += sumA
        if (b > a) hessian[row + other + 1]! += sumB
      }
      for (const { values, place } of categories) {
        const at = row + place + 1
        for (let i = 0; i < size; i++) hessian[at + values[first + i]!]! += product[i]! // hot
      }
    }
  }

  /** Levels with the levels of the same category and of later ones. */
  #addCategoryRows(hessian: Float64Array, corner: number, curvature: Float64Array): void {
    const { categories } = this.basis
    const { first } = this.#block
    const stride = this.parameters
    const size = curvature.length
    for (let c = 0; c < categories.length; c++) {
      const { values, place } = categories[c]!
      const own = corner + (place + 1) * (stride + 1)
      for (let i = 0; i < size; i++) hessian[own + values[first + i]! * (stride + 1)]! += curvature[i]! // hot
      for (let d = c + 1; d < categories.length; d++) {
        const { values: others, place: otherPlace } = categories[d]!
        const at = corner + (place + 1) * stride + otherPlace + 1
        for (let i = 0; i < size; i++) hessian[at + values[first + i]! * stride + others[first + i]!]! += curvature[i]! // hot
      }
    }
  }

  /** The factor of each place that blocks leave out: numbers come scaled. */
  #factor(place: number): number {
    return place <= this.basis.numbers.length ? 1 : this.basis.inverse[place]!
  }

  #scaleLevels(gradient: Float64Array): void {
    for (let at = 0; at < gradient.length; at++) gradient[at]! *= this.#factor(at % this.basis.size)
  }

  /** Scales levels, and fills what the symmetry gives: each pair of scores is symmetric, and so are the pairs. */
  #finishHessian(hessian: Float64Array): void {
    const { size } = this.basis
    const stride = this.parameters
    const factors = Float64Array.from({ length: size }, (_, place) => this.#factor(place))
    for (let k = 0; k < this.family.scores; k++)
      for (let l = k; l < this.family.scores; l++)
        for (let i = 0; i < size; i++)
          for (let j = i; j < size; j++) {
            const value = hessian[(k * size + i) * stride + l * size + j]! * factors[i]! * factors[j]!
            hessian[(k * size + i) * stride + l * size + j] = value
            hessian[(k * size + j) * stride + l * size + i] = value
            hessian[(l * size + i) * stride + k * size + j] = value
            hessian[(l * size + j) * stride + k * size + i] = value
          }
  }

  #copyRows({ residuals, curvature }: NonNullable<Derivatives["rows"]>): void {
    const { scores } = this.family
    const { first, size } = this.#block
    let pair = 0
    for (let k = 0; k < scores; k++) {
      const from = k * blockSize
      residuals.set(this.#block.residuals.subarray(from, from + size), k * this.basis.rows + first)
      curvature.set(
        this.#block.curvature.subarray(pair * blockSize, pair * blockSize + size),
        k * this.basis.rows + first,
      )
      pair += scores - k
    }
  }
}
