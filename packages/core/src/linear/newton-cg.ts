// Newton's method for many parameters: each step by preconditioned conjugate gradients, from products with the Hessian alone.
import { createPreconditioner, curvatureFor, type Curvature } from "./preconditioner.ts"
import { addRidge, penaltyOf, violationOf, type Outcome, type Problem, type Solution } from "./problem.ts"

const maxProducts = 500

interface Point {
  readonly parameters: Float64Array
  readonly gradient: Float64Array
  readonly state: Float64Array
  /** For the preconditioner. */
  readonly curvature: Curvature
  loss: number
  value: number
}

export function solveNewtonCg(problem: Problem): Solution {
  const { tolerance, objective } = problem
  const create = (): Point => ({
    parameters: problem.start.slice(),
    gradient: new Float64Array(objective.parameters),
    state: new Float64Array(objective.family.scores * objective.basis.rows),
    curvature: curvatureFor(problem),
    loss: NaN,
    value: NaN,
  })
  let point = create()
  let spare = create()
  evaluate(problem, point)
  let first: number | undefined
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
    const step = conjugateGradients(problem, point, share)
    if (!search(problem, { point, spare, step })) return finish(violation <= 100 * tolerance ? "converged" : "stalled")
    ;[point, spare] = [spare, point]
  }
}

function evaluate({ objective, penalty, free }: Problem, point: Point): void {
  const { parameters, gradient, state, curvature } = point
  point.loss = objective.evaluate(parameters, { gradient, state, [curvature.kind]: curvature.values })
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

/** H d = −g, until the residual has come down to a share of the gradient. */
function conjugateGradients(problem: Problem, { gradient, state, curvature }: Point, share: number): Float64Array {
  const { objective, penalty, free } = problem
  const precondition = createPreconditioner(problem, curvature)
  const step = new Float64Array(gradient.length)
  const residual = gradient.map((slope) => -slope)
  const product = new Float64Array(gradient.length)
  let scaled = precondition(residual)
  const direction = scaled.slice()
  let energy = dot(residual, scaled)
  const goal = share * largest(residual)
  for (let i = 0; i < maxProducts && energy > 0; i++) {
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
  return step
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
