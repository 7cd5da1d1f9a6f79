// What a gradient is multiplied by to become about a Newton step: the inverse of each score's own Hessian, or of its diagonal.
import { factorize, solveFactor, submatrix } from "./cholesky.ts"
import type { Problem } from "./problem.ts"

export type Preconditioner = (values: Float64Array) => Float64Array

/** Places of one score above which only the diagonal is taken. */
const maxBlock = 300

/** Room for the curvature that a preconditioner is made of. */
export interface Curvature {
  readonly kind: "blocks" | "diagonal"
  readonly values: Float64Array
}

export function curvatureFor({ objective: { basis, family, parameters } }: Problem): Curvature {
  if (basis.size > maxBlock) return { kind: "diagonal", values: new Float64Array(parameters) }
  return { kind: "blocks", values: new Float64Array(family.scores * basis.size ** 2) }
}

export function createPreconditioner(problem: Problem, { kind, values }: Curvature): Preconditioner {
  return kind === "diagonal" ? byDiagonal(problem, values) : byBlocks(problem, values)
}

function byDiagonal({ penalty, free, objective }: Problem, diagonal: Float64Array): Preconditioner {
  const inverse = new Float64Array(objective.parameters)
  for (const i of free) {
    const curvature = diagonal[i]! + penalty.l2[i]!
    inverse[i] = curvature > 0 ? 1 / curvature : 0
  }
  return (values) => values.map((value, i) => value * inverse[i]!)
}

function byBlocks({ objective, penalty, free }: Problem, blocks: Float64Array): Preconditioner {
  const { size } = objective.basis
  const factors = Array.from({ length: objective.family.scores }, (_, k) => {
    const used = free.filter((at) => at >= k * size && at < (k + 1) * size)
    const places = used.map((at) => at - k * size)
    const matrix = submatrix(blocks.subarray(k * size * size, (k + 1) * size * size), size, places)
    for (let i = 0; i < used.length; i++) {
      const at = i * (used.length + 1)
      matrix[at] = matrix[at]! * (1 + 1e-8) + penalty.l2[used[i]!]!
    }
    return { used, factor: factorize(matrix, used.length, 1e-12) }
  })
  return (values) => {
    const out = new Float64Array(values.length)
    for (const { used, factor } of factors) {
      const right = Float64Array.from(used, (at) => values[at]!)
      const solved = solveFactor(factor, right)
      used.forEach((at, i) => (out[at] = solved[i]!))
    }
    return out
  }
}
