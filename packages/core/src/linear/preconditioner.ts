// What a gradient is multiplied by to become about a Newton step: the inverse of the Hessian, of each score's own, or of the diagonal.
import { factorize, solveFactor, submatrix } from "./cholesky.ts"
import type { Problem } from "./problem.ts"

export type Preconditioner = (values: Float64Array) => Float64Array

/** Places of one score above which only the diagonal is taken. */
const maxBlock = 300

/** By each score's own Hessian where that is small. */
export const byCurvature = (problem: Problem, parameters: Float64Array): Preconditioner =>
  (problem.objective.basis.size > maxBlock ? byDiagonal : byBlocks)(problem, parameters)

function byDiagonal({ penalty, free, objective }: Problem, parameters: Float64Array): Preconditioner {
  const diagonal = new Float64Array(objective.parameters)
  objective.evaluate(parameters, { diagonal })
  const inverse = new Float64Array(objective.parameters)
  for (const i of free) {
    const curvature = diagonal[i]! + penalty.l2[i]!
    inverse[i] = curvature > 0 ? 1 / curvature : 0
  }
  return (values) => values.map((value, i) => value * inverse[i]!)
}

function byBlocks({ objective, penalty, free }: Problem, parameters: Float64Array): Preconditioner {
  const { size } = objective.basis
  const blocks = new Float64Array(objective.family.scores * size * size)
  objective.evaluate(parameters, { blocks })
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

/** Exact where the parameters are, and good nearby. */
export function byHessian({ objective, penalty, free }: Problem, parameters: Float64Array): Preconditioner {
  const hessian = new Float64Array(objective.parameters ** 2)
  objective.evaluate(parameters, { hessian })
  const matrix = submatrix(hessian, objective.parameters, free)
  for (let i = 0; i < free.length; i++) matrix[i * (free.length + 1)]! += penalty.l2[free[i]!]!
  const factor = factorize(matrix, free.length, 1e-13)
  return (values) => {
    const solved = solveFactor(
      factor,
      Float64Array.from(free, (at) => values[at]!),
    )
    const out = new Float64Array(values.length)
    free.forEach((at, i) => (out[at] = solved[i]!))
    return out
  }
}
