// H = L Lᵀ, leaving out what depends on the rows before it.

/** A factor; places that were left out have a zero row and column. */
export interface Factor {
  readonly size: number
  /** [size, size], the lower triangle. */
  readonly lower: Float64Array
  readonly isKept: Uint8Array
}

/** Leaves a place out where less than `tolerance` of its diagonal remains once those before it are explained. */
export function factorize(matrix: Float64Array, size: number, tolerance: number): Factor {
  const lower = new Float64Array(size * size)
  const isKept = new Uint8Array(size)
  for (let i = 0; i < size; i++) {
    const row = i * size
    for (let j = 0; j < i; j++) {
      if (isKept[j] === 0) continue
      const other = j * size
      let sum = matrix[row + j]!
      for (let k = 0; k < j; k++) sum -= lower[row + k]! * lower[other + k]! // hot
      lower[row + j] = sum / lower[other + j]!
    }
    let rest = matrix[row + i]!
    for (let k = 0; k < i; k++) rest -= lower[row + k]! * lower[row + k]!
    if (rest > tolerance * matrix[row + i]!) {
      isKept[i] = 1
      lower[row + i] = Math.sqrt(rest)
    } else lower.fill(0, row, row + i)
  }
  return { size, lower, isKept }
}

/** H x = b on the places kept; the others are 0. */
export function solveFactor({ size, lower, isKept }: Factor, right: Float64Array): Float64Array {
  const x = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    if (isKept[i] === 0) continue
    let sum = right[i]!
    for (let k = 0; k < i; k++) sum -= lower[i * size + k]! * x[k]!
    x[i] = sum / lower[i * size + i]!
  }
  for (let i = size - 1; i >= 0; i--) {
    if (isKept[i] === 0) continue
    x[i]! /= lower[i * size + i]!
    for (let k = 0; k < i; k++) x[k]! -= lower[i * size + k]! * x[i]!
  }
  return x
}

/** H⁻¹ on the places kept, [size, size]. */
export function invertFactor(factor: Factor): Float64Array {
  const { size, lower, isKept } = factor
  const inverse = new Float64Array(size * size) // first L⁻¹, row by row
  for (let i = 0; i < size; i++) {
    if (isKept[i] === 0) continue
    const row = i * size
    for (let k = 0; k < i; k++) {
      const scale = lower[row + k]!
      if (scale !== 0) for (let j = 0; j <= k; j++) inverse[row + j]! -= scale * inverse[k * size + j]! // hot
    }
    const pivot = lower[row + i]!
    for (let j = 0; j < i; j++) inverse[row + j]! /= pivot
    inverse[row + i] = 1 / pivot
  }
  const product = new Float64Array(size * size) // L⁻ᵀ L⁻¹
  for (let k = 0; k < size; k++)
    for (let i = 0; i <= k; i++) {
      const scale = inverse[k * size + i]!
      if (scale !== 0) for (let j = 0; j <= i; j++) product[i * size + j]! += scale * inverse[k * size + j]! // hot
    }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) product[j * size + i] = product[i * size + j]!
  return product
}

/** Rows and columns named, of a matrix with rows of `stride`. */
export function submatrix(matrix: Float64Array, stride: number, places: ArrayLike<number>): Float64Array {
  const size = places.length
  const out = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) out[i * size + j] = matrix[places[i]! * stride + places[j]!]!
  return out
}
