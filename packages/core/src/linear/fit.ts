// Fits a linear model: min over β, b of Σ wᵢ loss(yᵢ, xᵢβ + b) / Σ wᵢ + l1 Σ |β| + l2 / 2 Σ β².
//
// Penalties as scikit-learn has them, for weights that sum to W (without weights: W rows) and `standardize: false`:
// Ridge(alpha): l2 = alpha / W · Lasso(alpha): l1 = alpha · ElasticNet(alpha, l1_ratio): l1 = alpha l1_ratio,
// l2 = alpha (1 − l1_ratio) · LogisticRegression(C): l2 (or l1) = 1 / (C W) · PoissonRegressor(alpha): l2 = alpha.
import { DataError, invariant } from "../errors.ts"
import { createBasis, placesByRank, type Basis } from "./basis.ts"
import { factorize, submatrix } from "./cholesky.ts"
import { solveColumns } from "./column-descent.ts"
import { selectRows, type DesignMatrix } from "./design.ts"
import { familyOfRows, type Targets } from "./families.ts"
import type { LinearModel, Solver } from "./model.ts"
import { solveNewtonCg } from "./newton-cg.ts"
import { solveNewton } from "./newton.ts"
import { Objective } from "./objective.ts"
import { describeFit } from "./describe.ts"
import type { LinearOptions } from "./options.ts"
import { maxHessianSize, type Penalty, type Problem, type Solution } from "./problem.ts"
import { completeLinearSettings, type LinearSettings } from "./settings.ts"

/** What remains of a column, of its mean square, that counts as a column of its own: float32 inputs are exact to 1e-14. */
const rankTolerance = 1e-10

export function fitLinear(design: DesignMatrix, targets: Targets, options: LinearOptions): LinearModel {
  invariant(targets.length === design.rows, "each row has a target")
  const settings = completeLinearSettings(options.settings ?? {})
  const used = usedRows(design, targets, options.weights)
  const classes = options.family === "multiclass" ? (options.classes ?? 0) : 1
  invariant(options.family !== "multiclass" || classes >= 2, "a multiclass model has at least two classes")
  const family = familyOfRows(options.family, used.targets, used.shares, classes)
  const basis = createBasis(used.design, used.shares, settings.fit_intercept)
  const objective = new Objective(basis, family)
  const penalty = penaltyOf(basis, family.scores, settings)
  const plan = planOf(objective, penalty, options.solver)
  const start = new Float64Array(objective.parameters)
  if (settings.fit_intercept) family.start.forEach((value, k) => (start[k * basis.size] = value))
  const hessian = plan.needsRank || plan.solver === "newton" ? new Float64Array(objective.parameters ** 2) : undefined
  if (hessian !== undefined) objective.evaluate(start, { hessian })
  const kept = plan.needsRank && hessian !== undefined ? independentPlaces(objective, hessian) : placesByRank(basis)
  const problem: Problem = {
    objective,
    penalty,
    free: freeParameters(basis, family.scores, { kept, isPenalised: penalty.isActive }),
    start: anchored(start, basis, family.scores),
    tolerance: settings.tolerance * family.scale,
    maxIterations: settings.max_iterations,
    onIteration: options.onIteration,
  }
  const solution = solve(problem, plan.solver, hessian)
  return describeFit({ options, settings, design, problem, solution, solver: plan.solver, weight: used.weight })
}

interface UsedRows {
  readonly design: DesignMatrix
  readonly targets: Targets
  /** Weights over their sum. */
  readonly shares: Float64Array
  readonly weight: number
}

/** The rows of positive weight. */
function usedRows(design: DesignMatrix, targets: Targets, weights: LinearOptions["weights"]): UsedRows {
  if (design.rows === 0) throw new DataError("data/empty", "There are no rows to fit a linear model to.")
  if (weights === undefined)
    return { design, targets, shares: new Float64Array(design.rows).fill(1 / design.rows), weight: design.rows }
  invariant(weights.length === design.rows, "each row has a weight")
  const wrong = weights.findIndex((value) => !(value >= 0 && value < Infinity))
  if (wrong >= 0)
    throw new DataError(
      "data/value",
      `The weight of row ${wrong} is ${weights[wrong]}; expected a finite number from 0 up.`,
    )
  let weight = 0
  for (const value of weights) weight += value
  if (weight === 0) throw new DataError("data/empty", "All rows have weight 0.")
  const shares = Float64Array.from(weights, (value) => value / weight)
  if (!shares.includes(0)) return { design, targets, shares, weight }
  const rows = Int32Array.from(shares.keys()).filter((row) => shares[row]! > 0)
  return {
    design: selectRows(design, rows),
    targets: Float64Array.from(rows, (row) => targets[row]!),
    shares: Float64Array.from(rows, (row) => shares[row]!),
    weight,
  }
}

/** Penalties in the units of the basis. */
function penaltyOf(basis: Basis, scores: number, { l1, l2, standardize }: LinearSettings): Penalty {
  const one = { l1: new Float64Array(basis.size * scores), l2: new Float64Array(basis.size * scores) }
  for (let at = 0; at < one.l1.length; at++) {
    const place = at % basis.size
    if (place === 0) continue
    const factor = standardize && place <= basis.numbers.length ? 1 : basis.inverse[place]!
    one.l1[at] = l1 * factor
    one.l2[at] = l2 * factor * factor
  }
  return { ...one, isSparse: l1 > 0, isActive: l1 > 0 || l2 > 0 }
}

interface Plan {
  readonly solver: Solver
  /** Whether columns that depend on others are left out first. */
  readonly needsRank: boolean
}

/** Newton where its matrices cost less than the many passes of the others. */
function planOf({ basis, family, parameters }: Objective, penalty: Penalty, asked: LinearOptions["solver"]): Plan {
  const terms = 1 + basis.numbers.length + basis.categories.length
  const pairs = (terms * terms * family.scores * (family.scores + 1)) / 4
  const steps = family.isQuadratic ? 1 : 8
  const newton = steps * (basis.rows * pairs + parameters ** 3 / 3)
  const passes = 100 * basis.rows * terms * family.scores * 2
  const canHold = parameters <= maxHessianSize
  const isSmall = canHold && (parameters <= 300 || newton <= 1.5 * passes)
  const other = penalty.isSparse ? "coordinate_descent" : "newton_cg"
  return { solver: asked ?? (isSmall ? "newton" : other), needsRank: canHold && !penalty.isActive }
}

/** At the start all rows have one curvature, so that the first score's part of the Hessian is the columns' own products. */
function independentPlaces({ basis, parameters }: Objective, hessian: Float64Array): readonly number[] {
  const order = placesByRank(basis)
  const { isKept } = factorize(submatrix(hessian, parameters, order), order.length, rankTolerance)
  return order.filter((_, i) => isKept[i] === 1)
}

/** Of several scores the last one's intercept, and without a penalty all of it, stays: only differences count. */
function freeParameters(
  basis: Basis,
  scores: number,
  { kept, isPenalised }: { readonly kept: readonly number[]; readonly isPenalised: boolean },
): Int32Array {
  const places = kept.toSorted((a, b) => a - b)
  const free: number[] = []
  for (let k = 0; k < scores; k++)
    for (const place of places)
      if (k < scores - 1 || scores === 1 || (isPenalised && place !== 0)) free.push(k * basis.size + place)
  return Int32Array.from(free)
}

/** Scores relative to the last. */
function anchored(start: Float64Array, basis: Basis, scores: number): Float64Array {
  const last = scores === 1 ? 0 : start[(scores - 1) * basis.size]!
  for (let k = 0; k < scores; k++) start[k * basis.size]! -= last
  return start
}

function solve(problem: Problem, solver: Solver, hessian: Float64Array | undefined): Solution {
  switch (solver) {
    case "newton":
      return solveNewton(problem, hessian && { hessian })
    case "newton_cg":
      return hessian === undefined ? solveNewtonCg(problem) : confirmed(problem, solveNewtonCg(problem), hessian)
    case "coordinate_descent":
      return solveColumns(problem)
  }
}

/** A few steps with the full Hessian tell parameters that have settled from those that grow for ever. */
function confirmed(problem: Problem, found: Solution, hessian: Float64Array): Solution {
  if (found.outcome === "iterations") return found
  problem.objective.evaluate(found.parameters, { hessian })
  const settled = solveNewton({ ...problem, start: found.parameters }, { hessian })
  return { ...settled, iterations: found.iterations + settled.iterations }
}
