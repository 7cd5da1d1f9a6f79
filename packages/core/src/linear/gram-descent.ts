// min over d of g·d + ½ dᵀHd + Σ λ|θ + d| by cyclic coordinate descent on the matrix, with exact steps on the coordinates in use.
import { factorize, solveFactor, submatrix } from "./cholesky.ts"
import { shrink } from "./problem.ts"

export interface QuadraticModel {
  /** [size, size] */
  readonly hessian: Float64Array
  readonly gradient: Float64Array
  /** θ */
  readonly values: Float64Array
  /** λ; coordinates without a penalty are eliminated first. */
  readonly l1: Float64Array
  /** In units of the gradient. */
  readonly tolerance: number
}

const maxSweeps = 10_000
/** Sweeps between two exact steps. */
const sweepsToExact = 4
/** Coordinates in use above which an exact step costs too much. */
const maxExact = 600

/** The minimising d. */
export function descendGram(model: QuadraticModel): Float64Array {
  const size = model.values.length
  const matrix = model.hessian.slice()
  const gradient = model.gradient.slice()
  const isSparse = (i: number): boolean => model.l1[i]! > 0
  const places = Array.from({ length: size }, (_, i) => i)
  const rest = places.filter(isSparse)
  const plain = places.filter((i) => !isSparse(i))
  eliminate(matrix, gradient, plain)
  const values = model.values.slice()
  const state = { matrix, gradient, values, l1: model.l1 }
  for (let sweep = 1; sweep <= maxSweeps; sweep++) {
    if (sweepOver(state, rest) <= model.tolerance) break
    const used = rest.filter((i) => values[i] !== 0)
    for (let inner = 0; inner < sweepsToExact; inner++) if (sweepOver(state, used) <= model.tolerance) break
    exactStep(state, used)
  }
  const step = values.map((value, i) => value - model.values[i]!)
  for (const i of plain.toReversed()) {
    let slope = gradient[i]!
    for (let j = 0; j < size; j++) if (j !== i && (isSparse(j) || j > i)) slope += matrix[i * size + j]! * step[j]!
    const pivot = matrix[i * (size + 1)]!
    step[i] = pivot > 0 ? -slope / pivot : 0
  }
  return step
}

/** Leaves of matrix and gradient what remains of them once the coordinates named are at their best. */
function eliminate(matrix: Float64Array, gradient: Float64Array, coordinates: readonly number[]): void {
  const size = gradient.length
  const isDone = new Uint8Array(size)
  for (const i of coordinates) {
    isDone[i] = 1
    const pivot = matrix[i * (size + 1)]!
    if (!(pivot > 0)) continue
    for (let j = 0; j < size; j++) {
      const share = isDone[j] === 1 ? 0 : matrix[j * size + i]! / pivot
      if (share === 0) continue
      for (let k = 0; k < size; k++) matrix[j * size + k]! -= share * matrix[i * size + k]!
      gradient[j]! -= share * gradient[i]!
    }
  }
}

interface State {
  readonly matrix: Float64Array
  /** Of the smooth part, at the values. */
  readonly gradient: Float64Array
  readonly values: Float64Array
  readonly l1: Float64Array
}

/** Each coordinate to its own minimum, in turn; the largest breach found, in units of the gradient. */
function sweepOver(state: State, coordinates: readonly number[]): number {
  const { matrix, gradient, values, l1 } = state
  const size = values.length
  let worst = 0
  for (const i of coordinates) {
    const curvature = matrix[i * (size + 1)]!
    if (!(curvature > 0)) continue
    const value = values[i]!
    const change = shrink(value * curvature - gradient[i]!, l1[i]!) / curvature - value
    if (change === 0) continue
    worst = Math.max(worst, Math.abs(change) * curvature)
    move(state, i, change)
  }
  return worst
}

function move({ matrix, gradient, values }: State, i: number, change: number): void {
  const size = values.length
  const row = i * size
  values[i]! += change
  for (let j = 0; j < size; j++) gradient[j]! += change * matrix[row + j]! // hot
}

/** To the minimum over the coordinates in use with their signs as they are, or as far as the first of them that reaches 0. */
function exactStep(state: State, coordinates: readonly number[]): void {
  const { matrix, gradient, values, l1 } = state
  const used = coordinates.filter((i) => values[i] !== 0)
  if (used.length === 0 || used.length > maxExact) return
  const right = Float64Array.from(used, (i) => -gradient[i]! - Math.sign(values[i]!) * l1[i]!)
  const step = solveFactor(factorize(submatrix(matrix, values.length, used), used.length, 1e-12), right)
  let length = 1
  let zero = -1
  used.forEach((i, at) => {
    const reach = -values[i]! / step[at]!
    if (reach > 0 && reach < length) {
      length = reach
      zero = at
    }
  })
  used.forEach((i, at) => {
    const change = at === zero ? -values[i]! : length * step[at]!
    if (change !== 0) move(state, i, change)
  })
}
