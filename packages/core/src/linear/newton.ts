// Newton's method with the full Hessian (IRLS), its quadratic models solved by Cholesky or, with an l1 penalty, by coordinate descent.
import { factorize, solveFactor, submatrix } from "./cholesky.ts"
import { descendGram } from "./gram-descent.ts"
import { addRidge, penaltyOf, violationOf, type Outcome, type Problem, type Solution } from "./problem.ts"

/** Pivots below this share of the diagonal are rounding errors. */
const pivotTolerance = 1e-13
/** A step that changes no score by more than this is none. */
const smallReach = 1e-3
/** Steps taken after the gradient has vanished to see whether the parameters stop as well. */
const patience = 4

interface Point {
  readonly parameters: Float64Array
  readonly gradient: Float64Array
  readonly hessian: Float64Array
  loss: number
  value: number
}

/** `first` is the evaluation at the start, where it is known already. */
export function solveNewton(problem: Problem, first?: { readonly hessian: Float64Array }): Solution {
  const { objective, tolerance } = problem
  let point = newPoint(problem.start, first?.hessian ?? new Float64Array(objective.parameters ** 2))
  evaluate(problem, point, first === undefined)
  let spare = newPoint(problem.start, objective.family.isQuadratic ? point.hessian : point.hessian.slice())
  let settled = 0
  for (let iteration = 0; ; iteration++) {
    const violation = violationOf(problem, point.parameters, point.gradient)
    problem.onIteration?.({ iteration, objective: point.value, violation: violation / tolerance })
    const finish = (outcome: Outcome, unbounded?: ReadonlySet<number>): Solution => {
      const { parameters, value, loss, hessian } = point
      return {
        parameters,
        value,
        loss,
        hessian,
        iterations: iteration,
        outcome,
        violation,
        ...(unbounded && { unbounded }),
      }
    }
    const isSettled = violation <= tolerance
    const canBeUnbounded = !problem.penalty.isActive && !objective.family.isQuadratic
    if (isSettled && !canBeUnbounded) return finish("converged")
    const step = directionAt(problem, point, violation)
    if (isSettled) {
      const moving = movingParameters(problem, step)
      if (moving.size === 0) return finish("converged")
      if (++settled > patience) return finish("separated", moving)
    }
    if (iteration >= problem.maxIterations) return finish("iterations")
    if (!search(problem, { point, spare, step })) return finish(violation <= 100 * tolerance ? "converged" : "stalled")
    ;[point, spare] = [spare, point]
  }
}

const newPoint = (parameters: Float64Array, hessian: Float64Array): Point => ({
  parameters: parameters.slice(),
  gradient: new Float64Array(parameters.length),
  hessian,
  loss: NaN,
  value: NaN,
})

function evaluate({ objective, penalty }: Problem, point: Point, wantsHessian: boolean): void {
  const { parameters, gradient, hessian } = point
  point.loss = objective.evaluate(parameters, wantsHessian ? { gradient, hessian } : { gradient })
  addRidge(gradient, penalty, parameters)
  point.value = point.loss + penaltyOf(penalty, parameters)
}

/** The step to the minimum of the quadratic model, for every parameter. */
function directionAt(problem: Problem, point: Point, violation: number): Float64Array {
  const { free, penalty, tolerance, objective } = problem
  const size = free.length
  const hessian = submatrix(point.hessian, objective.parameters, free)
  for (let i = 0; i < size; i++) hessian[i * (size + 1)]! += penalty.l2[free[i]!]!
  const pick = (from: Float64Array): Float64Array => Float64Array.from(free, (at) => from[at]!)
  const gradient = pick(point.gradient)
  const direction = penalty.isSparse
    ? descendGram({
        hessian,
        gradient,
        values: pick(point.parameters),
        l1: pick(penalty.l1),
        tolerance: objective.family.isQuadratic ? 0.1 * tolerance : Math.max(0.1 * tolerance, 0.01 * violation),
      })
    : solveFactor(
        factorize(hessian, size, pivotTolerance),
        gradient.map((slope) => -slope),
      )
  const step = new Float64Array(objective.parameters)
  free.forEach((at, i) => (step[at] = direction[i]!))
  return step
}

/** Halves the step until the value falls as far as it should; false where rounding errors allow none. */
function search(
  problem: Problem,
  { point, spare, step }: { readonly point: Point; readonly spare: Point; readonly step: Float64Array },
): boolean {
  const { l1 } = problem.penalty
  let slope = 0
  for (const i of problem.free) {
    const value = point.parameters[i]!
    slope += point.gradient[i]! * step[i]! + l1[i]! * (Math.abs(value + step[i]!) - Math.abs(value))
  }
  const slack = 1e-14 * Math.max(1, Math.abs(point.value)) * (problem.objective.family.isQuadratic ? 10 : 1)
  for (let length = 1; length > 1e-9; length /= 2) {
    for (const i of problem.free) spare.parameters[i] = point.parameters[i]! + length * step[i]!
    evaluate(problem, spare, !problem.objective.family.isQuadratic)
    if (spare.value <= point.value + 1e-4 * length * slope + slack) return true
  }
  return false
}

/** Parameters whose step would change the score of a row: by one standard deviation of a number, by its level. */
function movingParameters({ objective: { basis }, free }: Problem, step: Float64Array): ReadonlySet<number> {
  const reach = (at: number): number => {
    const place = at % basis.size
    return Math.abs(step[at]!) * (place > basis.numbers.length ? basis.inverse[place]! : 1)
  }
  return new Set(free.filter((at) => reach(at) > smallReach))
}
