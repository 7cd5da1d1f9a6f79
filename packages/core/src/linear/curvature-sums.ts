// Σ c x xᵀ over the rows of a block: the upper triangle of one pair of scores, numbers by products and levels by their ids.
import type { Basis, CategoryTerm } from "./basis.ts"
import { blockSize } from "./families.ts"

/** Where the second derivatives by two scores lie. */
export interface Corner {
  readonly matrix: Float64Array
  readonly at: number
  readonly stride: number
}

/** A category beside another: where the Hessian of their levels begins. */
interface Pair {
  readonly ids: Int32Array
  readonly at: number
}

/** Products of numbers from `j` on, to be summed by the levels of a category. */
interface Scatter {
  readonly category: CategoryTerm
  readonly first: number
  readonly size: number
  readonly corner: number
  readonly stride: number
  readonly j: number
}

export class CurvatureSums {
  readonly #basis: Basis
  /** Of the block, [1 + numbers][blockSize]. */
  readonly #columns: Float64Array
  /** The columns times the curvature; what lies beyond them stays 0. */
  readonly #products: Float64Array

  constructor(basis: Basis, columns: Float64Array) {
    this.#basis = basis
    this.#columns = columns
    this.#products = new Float64Array(columns.length + 3 * blockSize)
  }

  /** Adds the block that begins at row `first` and has a curvature for each of its rows. */
  add(corner: Corner, first: number, curvature: Float64Array): void {
    this.#addNumberRows(corner, first, curvature)
    this.#addCategoryRows(corner, first, curvature)
  }

  /** Intercept and numbers with everything after them. */
  #addNumberRows({ matrix, at: corner, stride }: Corner, first: number, curvature: Float64Array): void {
    const { numbers, categories } = this.#basis
    const size = curvature.length
    const columns = this.#columns
    const products = this.#products
    for (let j = 0; j <= numbers.length; j++) {
      const row = corner + j * stride
      const from = j * blockSize
      for (let i = 0; i < size; i++) products[from + i] = curvature[i]! * columns[from + i]! // hot
      for (let other = j; other <= numbers.length; other += 2) {
        const a = other * blockSize
        const b = other < numbers.length ? a + blockSize : a
        let sumA = 0
        let sumB = 0
        for (let i = 0; i < size; i++) {
          sumA += products[from + i]! * columns[a + i]! // hot
          sumB += products[from + i]! * columns[b + i]!
        }
        matrix[row + other]! += sumA
        if (b > a) matrix[row + other + 1]! += sumB
      }
    }
    for (const category of categories)
      for (let j = 0; j <= numbers.length; j += 4)
        this.#scatterFour(matrix, { category, first, size, corner, stride, j })
  }

  /** Four rows at once, for sums of one level wait for one another. Rows after the numbers' are added nothing. */
  #scatterFour(matrix: Float64Array, { category, first, size, corner, stride, j }: Scatter): void {
    const { values, place } = category
    const at = corner + j * stride + place + 1
    const products = this.#products
    const from = j * blockSize
    for (let i = 0; i < size; i++) {
      const slot = at + values[first + i]! // hot
      const own = from + i
      matrix[slot]! += products[own]!
      matrix[slot + stride]! += products[own + blockSize]!
      matrix[slot + 2 * stride]! += products[own + 2 * blockSize]!
      matrix[slot + 3 * stride]! += products[own + 3 * blockSize]!
    }
  }

  /** Levels with the levels of the same category and of later ones. */
  #addCategoryRows({ matrix, at: corner, stride }: Corner, first: number, curvature: Float64Array): void {
    const { categories } = this.#basis
    const size = curvature.length
    for (let c = 0; c < categories.length; c++) {
      const { values, place } = categories[c]!
      const row = corner + (place + 1) * stride
      const others = categories.slice(c).map((other) => ({ ids: other.values, at: row + other.place + 1 }))
      let d = 0
      for (; d + 3 < others.length; d += 4) {
        const [e, f, g, h] = others.slice(d, d + 4) as [Pair, Pair, Pair, Pair] // there are four
        for (let i = first; i < first + size; i++) {
          const slot = values[i]! * stride // hot
          const value = curvature[i - first]!
          matrix[e.at + slot + e.ids[i]!]! += value
          matrix[f.at + slot + f.ids[i]!]! += value
          matrix[g.at + slot + g.ids[i]!]! += value
          matrix[h.at + slot + h.ids[i]!]! += value
        }
      }
      for (const { ids, at } of others.slice(d))
        for (let i = first; i < first + size; i++) matrix[at + values[i]! * stride + ids[i]!]! += curvature[i - first]! // hot
    }
  }
}
