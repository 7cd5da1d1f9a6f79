// Newton's method for many parameters: each step by preconditioned conjugate gradients, from products with the Hessian alone.
import { byCurvature, byHessian, type Preconditioner } from "./preconditioner.ts"
import {
  addRidge,
  maxHessianSize,
  penaltyOf,
  violationOf,
  type Outcome,
  type Problem,
  type Solution,
} from "./problem.ts"

const maxProducts = 500
/** Products in one step from which a new preconditioner of the same kind is worth its price. */
const someProducts = 8
/** Products from which the whole Hessian is: no step takes more, where it can be had. */
const manyProducts = 30

interface Point {
  readonly parameters: Float64Array
  readonly gradient: Float64Array
  readonly state: Float64Array
  loss: number
  value: number
}

export function solveNewtonCg(problem: Problem): Solution {
  const { tolerance, objective } = problem
  let point = newPoint(problem)
  let spare = newPoint(problem)
  evaluate(problem, point)
  let first: number | undefined
  let products = 0
  const preconditioners = new Preconditioners(problem)
  for (let iteration = 0; ; iteration++) {
    const violation = violationOf(problem, point.parameters, point.gradient)
    first ??= violation
    problem.onIteration?.({ iteration, objective: point.value, violation: violation / tolerance })
    const finish = (outcome: Outcome): Solution => {
      const { parameters, value, loss } = point
      return { parameters, value, loss, iterations: iteration, outcome, violation }
    }
    if (violation <= tolerance) return finish("converged")
    if (iteration >= problem.maxIterations) return finish("iterations")
    const enough = Math.max((0.3 * tolerance) / violation, 1e-10)
    const share = objective.family.isQuadratic ? enough : Math.max(enough, Math.min(0.1, violation / first))
    const step = new Float64Array(objective.parameters)
    const precondition = preconditioners.at(point.parameters, products)
    products = conjugateGradients(problem, { point, share, step, precondition })
    if (!search(problem, { point, spare, step })) return finish(violation <= 100 * tolerance ? "converged" : "stalled")
    ;[point, spare] = [spare, point]
  }
}

/** Preconditioners that grow with the work that the last step was. */
class Preconditioners {
  readonly #problem: Problem
  #current: Preconditioner | undefined
  #isWhole = false

  constructor(problem: Problem) {
    this.#problem = problem
  }

  at(parameters: Float64Array, products: number): Preconditioner {
    if (products >= manyProducts && this.#problem.objective.parameters <= maxHessianSize) this.#isWhole = true
    else if (products < someProducts && this.#current !== undefined) return this.#current
    this.#current = (this.#isWhole ? byHessian : byCurvature)(this.#problem, parameters)
    return this.#current
  }
}

const newPoint = ({ objective, start }: Problem): Point => ({
  parameters: start.slice(),
  gradient: new Float64Array(objective.parameters),
  state: new Float64Array(objective.family.scores * objective.basis.rows),
  loss: NaN,
  value: NaN,
})

function evaluate({ objective, penalty, free }: Problem, point: Point): void {
  const { parameters, gradient, state } = point
  point.loss = objective.evaluate(parameters, { gradient, state })
  addRidge(gradient, penalty, parameters)
  keepFree(gradient, free)
  point.value = point.loss + penaltyOf(penalty, parameters)
}

/** Sets all but the free parameters' places to 0. */
function keepFree(values: Float64Array, free: Int32Array): void {
  let next = 0
  for (let i = 0; i < values.length; i++)
    if (free[next] === i) next++
    else values[i] = 0
}

interface LinearSystem {
  readonly point: Point
  /** Of the gradient, that may remain. */
  readonly share: number
  readonly precondition: Preconditioner
  /** Filled; begins as 0. */
  readonly step: Float64Array
}

/** H d = −g; returns how many products it took. */
function conjugateGradients(problem: Problem, { point, share, precondition, step }: LinearSystem): number {
  const { objective, penalty, free } = problem
  const { gradient, state } = point
  const residual = gradient.map((slope) => -slope)
  const product = new Float64Array(gradient.length)
  let scaled = precondition(residual)
  const direction = scaled.slice()
  let energy = dot(residual, scaled)
  const goal = share * largest(residual)
  let products = 0
  const most = objective.parameters <= maxHessianSize ? manyProducts : maxProducts
  for (; products < most && energy > 0; products++) {
    objective.product(direction, state, product)
    addRidge(product, penalty, direction)
    keepFree(product, free)
    const bend = dot(direction, product)
    if (!(bend > 0)) break
    const length = energy / bend
    add(step, length, direction)
    add(residual, -length, product)
    if (largest(residual) <= goal) break
    scaled = precondition(residual)
    const next = dot(residual, scaled)
    const keep = next / energy
    energy = next
    for (let j = 0; j < direction.length; j++) direction[j] = scaled[j]! + keep * direction[j]!
  }
  return products
}

/** Halves the step until the value falls as far as it should; false where rounding errors allow none. */
function search(
  problem: Problem,
  { point, spare, step }: { readonly point: Point; readonly spare: Point; readonly step: Float64Array },
): boolean {
  const slope = dot(point.gradient, step)
  if (!(slope < 0)) return false
  const slack = 1e-14 * Math.max(1, Math.abs(point.value))
  for (let length = 1; length > 1e-9; length /= 2) {
    spare.parameters.set(point.parameters)
    add(spare.parameters, length, step)
    evaluate(problem, spare)
    if (spare.value <= point.value + 1e-4 * length * slope + slack) return true
  }
  return false
}

function largest(values: Float64Array): number {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]!))
  return most
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function add(to: Float64Array, factor: number, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * from[i]!
}
