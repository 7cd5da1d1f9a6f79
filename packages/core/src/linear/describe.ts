// From a solver's parameters to a model: back to the units of the data, with what is known of each coefficient.
import type { DesignMatrix } from "./design.ts"
import { inferPlaces } from "./inference.ts"
import type { Exception, LinearColumn, LinearModel, LinearStatistics, MissingStatistics, Solver } from "./model.ts"
import type { LinearOptions } from "./options.ts"
import { maxHessianSize, type Problem, type Solution } from "./problem.ts"
import type { LinearSettings } from "./settings.ts"

interface FitResult {
  readonly options: LinearOptions
  readonly settings: LinearSettings
  /** As given: with rows of weight 0. */
  readonly design: DesignMatrix
  readonly problem: Problem
  readonly solution: Solution
  readonly solver: Solver
  readonly weight: number
}

export function describeFit(result: FitResult): LinearModel {
  const { options, settings, design, problem, solution, solver, weight } = result
  const { basis, family } = problem.objective
  const places = coefficientPlaces(result)
  const estimates = estimatesOf(problem, solution)
  const exceptions = exceptionsOf(result, places)
  const missing = whyNoStatistics(result)
  return {
    family: options.family,
    columns: design.columns.map(describeColumn),
    intercepts: estimates.map((values) => values[0]!),
    coefficients: estimates.map((values) => places.map(({ place }) => values[place]!)),
    exceptions,
    statistics: missing === null ? statisticsOf(result, { places, estimates, exceptions }) : null,
    missingStatistics: missing,
    fit: {
      solver,
      iterations: solution.iterations,
      outcome: solution.outcome,
      converged: solution.outcome === "converged",
      objective: solution.value,
      loss: solution.loss,
      violation: solution.violation / family.scale,
      rows: basis.rows,
      weight,
      l1: settings.l1,
      l2: settings.l2,
    },
  }
}

const describeColumn = (column: DesignMatrix["columns"][number]): LinearColumn =>
  ({
    kind: column.kind,
    ...(column.name !== undefined && { name: column.name }),
    ...(column.kind === "category" && { levels: column.levels }),
  }) as LinearColumn // levels are there for categories

interface CoefficientPlace {
  readonly place: number
  readonly isLevel: boolean
  /** Whether it is the level that the others of its column are compared with, where one is left out. */
  readonly isReference: boolean
}

/** The place of each coefficient, in the order of the design. */
function coefficientPlaces({ design, problem }: FitResult): readonly CoefficientPlace[] {
  const { places, inverse } = problem.objective.basis
  return design.columns.flatMap((column, index): readonly CoefficientPlace[] => {
    const first = places[index]!
    if (column.kind === "number") return [{ place: first, isLevel: false, isReference: false }]
    const reference = referenceOf(inverse.subarray(first, first + column.levels))
    return Array.from({ length: column.levels }, (_, level) => {
      return { place: first + level, isLevel: true, isReference: level === reference }
    })
  })
}

/** The most frequent level, the first of several: its scale is the largest. */
function referenceOf(inverse: Float64Array): number {
  let best = -1
  inverse.forEach((value, level) => {
    if (value > 0 && (best < 0 || value < inverse[best]!)) best = level
  })
  return best
}

/** By score and place, in the units of the data; of several scores relative to their mean where nothing else fixes them. */
function estimatesOf({ objective, penalty }: Problem, { parameters }: Solution): readonly Float64Array[] {
  const { basis, family } = objective
  const estimates = Array.from({ length: family.scores }, (_, k) => {
    const values = parameters.slice(k * basis.size, (k + 1) * basis.size)
    for (let place = 1; place < basis.size; place++) values[place]! *= basis.inverse[place]!
    for (const { place } of basis.numbers) values[0]! -= values[place]! * basis.center[place]!
    if (!basis.hasIntercept) values[0] = 0
    return values
  })
  if (family.scores > 1)
    for (let place = 0; place < (penalty.isActive ? 1 : basis.size); place++) {
      const mean = estimates.reduce((sum, values) => sum + values[place]!, 0) / family.scores
      for (const values of estimates) values[place]! -= mean
    }
  return estimates
}

function exceptionsOf(
  { problem, solution }: FitResult,
  places: readonly CoefficientPlace[],
): readonly (Exception | null)[] {
  const { basis } = problem.objective
  const free = new Set(Array.from(problem.free, (at) => at % basis.size))
  const moving = new Set(Array.from(solution.unbounded ?? [], (at) => at % basis.size))
  return places.map(({ place, isLevel, isReference }) => {
    if (basis.inverse[place] === 0) return isLevel ? "absent" : "constant"
    if (moving.has(place)) return "separated"
    if (free.has(place)) return null
    return isReference ? "reference" : "collinear"
  })
}

function whyNoStatistics({ problem, solution }: FitResult): MissingStatistics | null {
  const { objective, penalty, free } = problem
  if (penalty.isActive) return "penalty"
  if (objective.parameters > maxHessianSize) return "size"
  if (solution.outcome === "separated" && isFlat(problem, solution)) return "separated"
  if (solution.outcome === "iterations" || solution.outcome === "stalled") return "unconverged"
  return objective.basis.rows <= free.length && objective.family.isQuadratic ? "degrees_of_freedom" : null
}

/** Whether hardly anything is left to learn: every row's class is all but certain. */
function isFlat({ objective }: Problem, { loss }: Solution): boolean {
  return loss < 1e-5 * objective.family.scale ** 2
}

function statisticsOf(
  { problem, solution, settings, weight }: FitResult,
  {
    places,
    estimates,
    exceptions,
  }: {
    readonly places: readonly CoefficientPlace[]
    readonly estimates: readonly Float64Array[]
    readonly exceptions: readonly (Exception | null)[]
  },
): LinearStatistics {
  const { objective, free } = problem
  const { basis, family } = objective
  const degreesOfFreedom = basis.rows - free.length
  const dispersion = family.isQuadratic ? (2 * solution.loss * weight) / degreesOfFreedom : 1
  const separated = new Set(Array.from(solution.unbounded ?? [], (at) => at % basis.size))
  const { summary, at } = inferPlaces({
    basis,
    scores: family.scores,
    hessian: solution.hessian ?? hessianAt(problem, solution),
    free: Array.from(free).filter((parameter) => !separated.has(parameter % basis.size)),
    estimates,
    factor: dispersion / weight,
    dispersion,
    degreesOfFreedom,
    distribution: family.isQuadratic ? "student_t" : "normal",
    confidenceLevel: settings.confidence_level,
  })
  const hasIntercept = basis.hasIntercept && !separated.has(0)
  return {
    ...summary,
    intercepts: estimates.map((_, k) => (hasIntercept ? at(k, 0) : null)),
    coefficients: estimates.map((_, k) => places.map(({ place }, i) => (exceptions[i] === null ? at(k, place) : null))),
  }
}

function hessianAt({ objective }: Problem, { parameters }: Solution): Float64Array {
  const hessian = new Float64Array(objective.parameters ** 2)
  objective.evaluate(parameters, { hessian })
  return hessian
}
