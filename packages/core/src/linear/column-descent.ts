// Newton's method with an l1 penalty and too many parameters for a matrix: each quadratic model by coordinate descent over the columns.
// A category's levels share no row, so that they all move at once in one pass.
import type { CategoryTerm, NumberTerm } from "./basis.ts"
import { addRidge, penaltyOf, shrink, violationOf, type Outcome, type Problem, type Solution } from "./problem.ts"

const maxSweeps = 1000

export function solveColumns(problem: Problem): Solution {
  const { objective, penalty, tolerance } = problem
  const count = objective.family.scores * objective.basis.rows
  const rows = { residuals: new Float64Array(count), curvature: new Float64Array(count) }
  const gradient = new Float64Array(objective.parameters)
  let parameters: Float64Array = problem.start.slice()
  for (let iteration = 0; ; iteration++) {
    const loss = objective.evaluate(parameters, { gradient, rows })
    addRidge(gradient, penalty, parameters)
    const value = loss + penaltyOf(penalty, parameters)
    const violation = violationOf(problem, parameters, gradient)
    problem.onIteration?.({ iteration, objective: value, violation: violation / tolerance })
    const finish = (outcome: Outcome): Solution => ({
      parameters,
      value,
      loss,
      iterations: iteration,
      outcome,
      violation,
    })
    if (violation <= tolerance) return finish("converged")
    if (iteration >= problem.maxIterations) return finish("iterations")
    const next = stepFrom(problem, { parameters, value, gradient, rows, violation })
    if (next === undefined) return finish(violation <= 100 * tolerance ? "converged" : "stalled")
    parameters = next
  }
}

interface Place {
  readonly parameters: Float64Array
  readonly value: number
  readonly gradient: Float64Array
  readonly rows: { readonly residuals: Float64Array; readonly curvature: Float64Array }
  readonly violation: number
}

/** To the minimum of the quadratic model, or as far towards it as the value falls. */
function stepFrom(problem: Problem, { parameters, value, gradient, rows, violation }: Place): Float64Array | undefined {
  const { objective, penalty } = problem
  const { isQuadratic, scores } = objective.family
  const target = parameters.slice()
  const tolerance = isQuadratic ? 0.3 * problem.tolerance : Math.max(0.1 * problem.tolerance, 0.01 * violation)
  for (let k = 0; k < scores; k++) new ScoreDescent(problem, target, { ...rows, score: k }).run(tolerance)
  let slope = 0
  for (const i of problem.free) {
    const change = target[i]! - parameters[i]!
    slope += gradient[i]! * change + penalty.l1[i]! * (Math.abs(target[i]!) - Math.abs(parameters[i]!))
  }
  const slack = 1e-14 * Math.max(1, Math.abs(value))
  for (let length = 1; length > 1e-9; length /= 2) {
    const tried = length === 1 ? target : target.map((end, i) => parameters[i]! + length * (end - parameters[i]!))
    const reached = objective.evaluate(tried) + penaltyOf(penalty, tried)
    if (reached <= value + 1e-4 * length * slope + slack) return tried
  }
  return undefined
}

/** Coordinate descent on the quadratic model of one score. */
class ScoreDescent {
  readonly #problem: Problem
  readonly #values: Float64Array
  /** Where the score's parameters begin. */
  readonly #base: number
  /** −∂model/∂score of each row. */
  readonly #pull: Float64Array
  readonly #curvature: Float64Array
  readonly #curvatureSum: number
  readonly #isFree: Uint8Array
  readonly #numbers: readonly { readonly term: NumberTerm; readonly curvature: number }[]

  constructor(
    problem: Problem,
    values: Float64Array,
    rows: { readonly residuals: Float64Array; readonly curvature: Float64Array; readonly score: number },
  ) {
    const { basis } = problem.objective
    const from = rows.score * basis.rows
    this.#problem = problem
    this.#values = values
    this.#base = rows.score * basis.size
    this.#pull = rows.residuals.slice(from, from + basis.rows).map((residual) => -residual)
    this.#curvature = rows.curvature.subarray(from, from + basis.rows)
    this.#curvatureSum = this.#curvature.reduce((sum, value) => sum + value, 0)
    this.#isFree = new Uint8Array(basis.size)
    for (const i of problem.free) if (i >= this.#base && i < this.#base + basis.size) this.#isFree[i - this.#base] = 1
    this.#numbers = basis.numbers.map((term) => ({ term, curvature: this.#numberCurvature(term) }))
  }

  run(tolerance: number): void {
    const { categories } = this.#problem.objective.basis
    const all = this.#numbers.filter(({ term }) => this.#isFree[term.place] === 1)
    for (let sweep = 0; sweep < maxSweeps; sweep++) {
      if (this.#sweep(all, categories) <= tolerance) return
      const used = all.filter(({ term }) => this.#values[this.#base + term.place] !== 0)
      for (let inner = 0; inner < 10; inner++) if (this.#sweep(used, categories) <= tolerance) break
    }
  }

  #sweep(
    numbers: readonly { readonly term: NumberTerm; readonly curvature: number }[],
    categories: readonly CategoryTerm[],
  ): number {
    let worst = this.#moveIntercept()
    for (const { term, curvature } of numbers) worst = Math.max(worst, this.#moveNumber(term, curvature))
    for (const term of categories) worst = Math.max(worst, this.#moveCategory(term), this.#moveIntercept())
    return worst
  }

  #moveIntercept(): number {
    if (this.#isFree[0] === 0 || !(this.#curvatureSum > 0)) return 0
    let slope = 0
    for (let row = 0; row < this.#pull.length; row++) slope += this.#pull[row]!
    const change = slope / this.#curvatureSum
    this.#values[this.#base]! += change
    for (let row = 0; row < this.#pull.length; row++) this.#pull[row]! -= change * this.#curvature[row]! // hot
    return Math.abs(slope)
  }

  #numberCurvature({ values, place }: NumberTerm): number {
    const { center, inverse } = this.#problem.objective.basis
    let sum = 0
    for (let row = 0; row < values.length; row++)
      sum += this.#curvature[row]! * ((values[row]! - center[place]!) * inverse[place]!) ** 2
    return sum
  }

  #moveNumber({ values, place }: NumberTerm, curvature: number): number {
    const { center, inverse } = this.#problem.objective.basis
    const middle = center[place]!
    const factor = inverse[place]!
    let slope = 0
    for (let row = 0; row < values.length; row++) slope += this.#pull[row]! * (values[row]! - middle) // hot
    const change = this.#change(place, slope * factor, curvature)
    if (change === 0) return 0
    const scaled = change * factor
    for (let row = 0; row < values.length; row++)
      this.#pull[row]! -= scaled * (values[row]! - middle) * this.#curvature[row]! // hot
    return Math.abs(change) * curvature
  }

  #moveCategory({ values, place, levels }: CategoryTerm): number {
    const { inverse } = this.#problem.objective.basis
    const slopes = new Float64Array(levels + 1)
    const curvatures = new Float64Array(levels + 1)
    for (let row = 0; row < values.length; row++) {
      const slot = values[row]! + 1
      slopes[slot]! += this.#pull[row]! // hot
      curvatures[slot]! += this.#curvature[row]!
    }
    let worst = 0
    for (let slot = 0; slot <= levels; slot++) {
      const factor = inverse[place + slot]!
      const curvature = curvatures[slot]! * factor * factor
      const change =
        this.#isFree[place + slot] === 0 ? 0 : this.#change(place + slot, slopes[slot]! * factor, curvature)
      worst = Math.max(worst, Math.abs(change) * curvature)
      slopes[slot] = change * factor
    }
    if (worst === 0) return 0
    for (let row = 0; row < values.length; row++) this.#pull[row]! -= slopes[values[row]! + 1]! * this.#curvature[row]! // hot
    return worst
  }

  /** Moves a parameter to its own minimum. */
  #change(place: number, slope: number, curvature: number): number {
    const at = this.#base + place
    const { l1, l2 } = this.#problem.penalty
    const total = curvature + l2[at]!
    if (!(total > 0)) return 0
    const value = this.#values[at]!
    const next = shrink(slope + curvature * value, l1[at]!) / total
    this.#values[at] = next
    return next - value
  }
}
