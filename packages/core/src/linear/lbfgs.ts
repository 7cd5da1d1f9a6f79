// Limited-memory BFGS (Liu and Nocedal, 1989) with a diagonal start, for smooth objectives of many parameters.
import { addRidge, penaltyOf, violationOf, type Outcome, type Problem, type Solution } from "./problem.ts"

const memory = 12

/** A change of the parameters and of the gradient. */
interface Pair {
  readonly change: Float64Array
  readonly bend: Float64Array
  readonly product: number
}

interface Point {
  parameters: Float64Array
  gradient: Float64Array
  loss: number
  value: number
}

export function solveLbfgs(problem: Problem): Solution {
  const { tolerance, maxIterations, onIteration } = problem
  const diagonal = startingDiagonal(problem)
  const pairs: Pair[] = []
  let point = evaluate(problem, problem.start.slice())
  for (let iteration = 0; ; iteration++) {
    const violation = violationOf(problem, point.parameters, point.gradient)
    onIteration?.({ iteration, objective: point.value, violation: violation / tolerance })
    const finish = (outcome: Outcome): Solution => ({
      parameters: point.parameters,
      value: point.value,
      loss: point.loss,
      iterations: iteration,
      outcome,
      violation,
    })
    if (violation <= tolerance) return finish("converged")
    if (iteration >= maxIterations) return finish("iterations")
    let next = search(problem, point, directionOf(point.gradient, pairs, diagonal))
    if (next === undefined && pairs.length > 0) {
      pairs.length = 0
      next = search(problem, point, directionOf(point.gradient, pairs, diagonal))
    }
    if (next === undefined) return finish(violation <= 100 * tolerance ? "converged" : "stalled")
    remember(pairs, point, next)
    point = next
  }
}

/** One over the curvature of each free parameter at the start, about; 0 where it must not move. */
function startingDiagonal({ objective, penalty, free }: Problem): Float64Array {
  const spread = objective.family.isQuadratic ? 1 : objective.family.scale ** 2
  const diagonal = new Float64Array(objective.parameters)
  for (const i of free) diagonal[i] = 1 / (spread + penalty.l2[i]!)
  return diagonal
}

function evaluate({ objective, penalty, free }: Problem, parameters: Float64Array): Point {
  const gradient = new Float64Array(parameters.length)
  const loss = objective.evaluate(parameters, { gradient })
  addRidge(gradient, penalty, parameters)
  const masked = new Float64Array(parameters.length)
  for (const i of free) masked[i] = gradient[i]!
  return { parameters, gradient: masked, loss, value: loss + penaltyOf(penalty, parameters) }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function add(to: Float64Array, factor: number, from: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * from[i]!
}

/** −H⁻¹g by the two loops over the pairs remembered. */
function directionOf(gradient: Float64Array, pairs: readonly Pair[], diagonal: Float64Array): Float64Array {
  const direction = gradient.map((slope) => -slope)
  const shares: number[] = []
  for (const { change, bend, product } of pairs.toReversed()) {
    const share = dot(change, direction) / product
    shares.unshift(share)
    add(direction, -share, bend)
  }
  const last = pairs.at(-1)
  const scale = last === undefined ? 1 : last.product / dotBy(diagonal, last.bend)
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale * diagonal[i]!
  pairs.forEach(({ change, bend, product }, i) => add(direction, shares[i]! - dot(bend, direction) / product, change))
  return direction
}

/** Σ d b² */
function dotBy(diagonal: Float64Array, values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += diagonal[i]! * values[i]! * values[i]!
  return sum
}

/** A step that lowers the value enough, by parabolas through what was tried; near the minimum, where values say nothing more, by the slopes. */
function search(problem: Problem, point: Point, direction: Float64Array): Point | undefined {
  const slope = dot(point.gradient, direction)
  if (!(slope < 0)) return undefined
  const noise = 1e-14 * Math.max(Math.abs(point.value), 1e-8)
  for (let length = 1, tries = 0; tries < 30; tries++) {
    const parameters = point.parameters.slice()
    add(parameters, length, direction)
    const next = evaluate(problem, parameters)
    const gain = point.value - next.value
    if (gain >= -1e-4 * length * slope) return next
    if (Math.abs(gain) <= noise && Math.abs(dot(next.gradient, direction)) < Math.abs(slope)) return next
    const best = (-slope * length * length) / (2 * (-gain - slope * length))
    length = Number.isFinite(best) ? Math.min(Math.max(best, 0.1 * length), 0.5 * length) : 0.1 * length
  }
  return undefined
}

function remember(pairs: Pair[], before: Point, after: Point): void {
  const change = after.parameters.map((value, i) => value - before.parameters[i]!)
  const bend = after.gradient.map((value, i) => value - before.gradient[i]!)
  const product = dot(change, bend)
  if (!(product > 1e-12 * dot(bend, bend) ** 0.5 * dot(change, change) ** 0.5)) return
  pairs.push({ change, bend, product })
  if (pairs.length > memory) pairs.shift()
}
