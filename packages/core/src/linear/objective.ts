// The mean loss of a linear model as a function of its parameters, with gradient and Hessian, in one pass over blocks of rows.
import type { Basis } from "./basis.ts"
import { CurvatureSums, type Corner } from "./curvature-sums.ts"
import { bendMany, bendOne, blockSize, type Block, type FamilyOfRows } from "./families.ts"
import { addLevels, sumByLevel } from "./level-sums.ts"

/** What an evaluation fills besides its value. */
export interface Derivatives {
  readonly gradient?: Float64Array
  /** [parameters, parameters] */
  readonly hessian?: Float64Array
  /** The Hessian of each score by itself, [scores, places, places]. */
  readonly blocks?: Float64Array
  /** The diagonal of the Hessian. */
  readonly diagonal?: Float64Array
  /** What products with the Hessian need of every row, [scores, rows]. */
  readonly state?: Float64Array
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
  readonly #sums: CurvatureSums

  constructor(basis: Basis, family: FamilyOfRows) {
    this.basis = basis
    this.family = family
    this.parameters = basis.size * family.scores
    this.#columns = new Float64Array((1 + basis.numbers.length) * blockSize)
    this.#sums = new CurvatureSums(basis, this.#columns)
    if (basis.hasIntercept) this.#columns.fill(1, 0, blockSize)
    this.#block = {
      first: 0,
      size: 0,
      scores: new Float64Array(family.scores * blockSize),
      residuals: new Float64Array(family.scores * blockSize),
      curvature: new Float64Array(((family.scores * (family.scores + 1)) / 2) * blockSize),
    }
  }

  evaluate(parameters: Float64Array, into: Derivatives = {}): number {
    const { gradient, hessian, blocks, diagonal, state, rows } = into
    const { basis, family } = this
    const block = this.#block
    const slopes = parameters.map((value, at) => value * basis.inverse[at % basis.size]!)
    gradient?.fill(0)
    hessian?.fill(0)
    blocks?.fill(0)
    diagonal?.fill(0)
    const wantsCurvature = [hessian, blocks, diagonal, state, rows].some((array) => array !== undefined)
    let loss = 0
    for (let first = 0; first < basis.rows; first += blockSize) {
      block.first = first
      block.size = Math.min(blockSize, basis.rows - first)
      this.#loadNumbers()
      this.#score(parameters, slopes)
      loss += family.run(block, wantsCurvature)
      if (gradient !== undefined) this.#addGradient(gradient)
      if (hessian !== undefined) this.#addHessian(hessian)
      if (blocks !== undefined) this.#addBlocks(blocks)
      if (diagonal !== undefined) this.#addDiagonal(diagonal)
      if (state !== undefined) this.#copyState(state)
      if (rows !== undefined) this.#copyRows(rows)
    }
    if (gradient !== undefined) this.#scaleLevels(gradient, 1)
    if (diagonal !== undefined) this.#scaleLevels(diagonal, 2)
    if (hessian !== undefined) this.#finishHessian(hessian)
    if (blocks !== undefined) for (let k = 0; k < family.scores; k++) this.#finishCorner(this.#blockCorner(blocks, k))
    return loss
  }

  /** The Hessian times a direction, where `state` was left. */
  product(direction: Float64Array, state: Float64Array, out: Float64Array): void {
    const { basis, family } = this
    const block = this.#block
    const slopes = direction.map((value, at) => value * basis.inverse[at % basis.size]!)
    out.fill(0)
    for (let first = 0; first < basis.rows; first += blockSize) {
      block.first = first
      block.size = Math.min(blockSize, basis.rows - first)
      this.#loadNumbers()
      this.#score(direction, slopes)
      for (let k = 0; k < family.scores; k++) {
        const from = k * basis.rows + first
        block.curvature.set(state.subarray(from, from + block.size), k * blockSize)
      }
      if (family.scores === 1) bendOne(block)
      else bendMany(block, family.scores, basis.weights)
      this.#addGradient(out)
    }
    this.#scaleLevels(out, 1)
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
    }
    for (const { values, place } of categories) {
      const ids = values.subarray(first, first + size)
      let k = 0
      for (; k + 2 < this.family.scores; k += 3)
        addLevels(scores, k * blockSize, ids, { slopes, at: k * places + place + 1, places })
      for (; k < this.family.scores; k++) {
        const out = k * blockSize
        const at = k * places + place + 1
        for (let i = 0; i < size; i++) scores[out + i]! += slopes[at + ids[i]!]! // hot
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
    }
    for (const { values, place } of categories) {
      const ids = values.subarray(first, first + size)
      let k = 0
      for (; k + 2 < this.family.scores; k += 3)
        sumByLevel(residuals, k * blockSize, ids, { sums: gradient, at: k * places + place + 1, places })
      for (; k < this.family.scores; k++) {
        const from = k * blockSize
        const at = k * places + place + 1
        for (let i = 0; i < size; i++) gradient[at + ids[i]!]! += residuals[from + i]! // hot
      }
    }
  }

  #addHessian(hessian: Float64Array): void {
    const { scores } = this.family
    let pair = 0
    for (let k = 0; k < scores; k++)
      for (let l = k; l < scores; l++) this.#addCorner(this.#pairCorner(hessian, k, l), pair++)
  }

  #addBlocks(blocks: Float64Array): void {
    const { scores } = this.family
    let pair = 0
    for (let k = 0; k < scores; pair += scores - k++) this.#addCorner(this.#blockCorner(blocks, k), pair)
  }

  #pairCorner(matrix: Float64Array, k: number, l: number): Corner {
    return { matrix, at: (k * this.parameters + l) * this.basis.size, stride: this.parameters }
  }

  #blockCorner(matrix: Float64Array, k: number): Corner {
    return { matrix, at: k * this.basis.size ** 2, stride: this.basis.size }
  }

  #addCorner(corner: Corner, pair: number): void {
    const { first, size, curvature } = this.#block
    this.#sums.add(corner, first, curvature.subarray(pair * blockSize, pair * blockSize + size))
  }

  /** The factor of each place that blocks leave out: numbers come scaled. */
  #factor(place: number): number {
    return place <= this.basis.numbers.length ? 1 : this.basis.inverse[place]!
  }

  #scaleLevels(values: Float64Array, power: 1 | 2): void {
    for (let at = 0; at < values.length; at++) values[at]! *= this.#factor(at % this.basis.size) ** power
  }

  /** Each pair of scores is symmetric, and so are the pairs. */
  #finishHessian(hessian: Float64Array): void {
    const { size } = this.basis
    const stride = this.parameters
    for (let k = 0; k < this.family.scores; k++)
      for (let l = k; l < this.family.scores; l++) {
        this.#finishCorner(this.#pairCorner(hessian, k, l))
        for (let i = 0; i < size; i++) {
          const from = (k * size + i) * stride + l * size
          hessian.copyWithin((l * size + i) * stride + k * size, from, from + size)
        }
      }
  }

  /** Scales levels, and fills the lower triangle. */
  #finishCorner({ matrix, at, stride }: Corner): void {
    const { size } = this.basis
    const factors = Float64Array.from({ length: size }, (_, place) => this.#factor(place))
    for (let i = 0; i < size; i++)
      for (let j = i; j < size; j++)
        matrix[at + j * stride + i] = matrix[at + i * stride + j]! *= factors[i]! * factors[j]!
  }

  #addDiagonal(diagonal: Float64Array): void {
    const { size: places, numbers, categories } = this.basis
    const { first, size, curvature } = this.#block
    const { scores } = this.family
    let from = 0
    for (let k = 0; k < scores; from += (scores - k++) * blockSize) {
      for (let j = 0; j <= numbers.length; j++) {
        let sum = 0
        for (let i = 0; i < size; i++) sum += curvature[from + i]! * this.#columns[j * blockSize + i]! ** 2
        diagonal[k * places + j]! += sum
      }
      for (const { values, place } of categories) {
        const at = k * places + place + 1
        for (let i = 0; i < size; i++) diagonal[at + values[first + i]!]! += curvature[from + i]!
      }
    }
  }

  /** Of one score its curvature, of several the probabilities that families leave in the scores. */
  #copyState(state: Float64Array): void {
    const { first, size, scores, curvature } = this.#block
    const from = this.family.scores === 1 ? curvature : scores
    for (let k = 0; k < this.family.scores; k++)
      state.set(from.subarray(k * blockSize, k * blockSize + size), k * this.basis.rows + first)
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
