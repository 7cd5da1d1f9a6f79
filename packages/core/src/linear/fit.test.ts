import { describe, expect, test } from "vitest"
import reference from "../../../../test/fixtures/linear/reference.json" with { type: "json" }
import { linearTable, turningWeights, type TableSpec } from "../../../../test/support/linear-tables.ts"
import { designMatrix } from "./design.ts"
import type { LinearFamily } from "./families.ts"
import { fitLinear } from "./fit.ts"
import type { CoefficientStatistics, LinearModel, Solver } from "./model.ts"

type Quantity = "value" | keyof CoefficientStatistics
type Spread = { readonly intercept: number | null; readonly coefficients: readonly (number | null)[] }

interface Case extends TableSpec {
  readonly name: string
  readonly family: LinearFamily
  readonly settings: Readonly<Record<string, number | boolean>>
  readonly rows: number
  readonly weights: string | null
  readonly intercepts?: readonly number[]
  readonly coefficients?: readonly (readonly number[])[]
  readonly inference?: readonly Readonly<Record<Quantity, Spread>>[]
}
const cases = reference.cases as readonly unknown[] as readonly Case[] // as make.py writes them

function fitCase(example: Case, solver?: Solver): LinearModel {
  const { design, targets } = linearTable(example)
  expect(design.rows).toBe(example.rows)
  return fitLinear(design, targets, {
    family: example.family,
    classes: new Set(targets).size,
    settings: { ...example.settings, tolerance: 1e-10 },
    ...(solver && { solver }),
    ...(example.weights !== null && { weights: turningWeights(design.rows) }),
  })
}

/** To within `tolerance` of the larger. */
function expectNear(value: number | null | undefined, expected: number, tolerance: number, what: string): void {
  const distance = Math.abs((value ?? NaN) - expected)
  expect(distance, `${what}: ${value} for ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.max(Math.abs(expected), 1e-6),
  )
}

function expectCoefficients(model: LinearModel, example: Case, tolerance: number): void {
  expect(model.fit.converged, JSON.stringify(model.fit)).toBe(true)
  example.intercepts?.forEach((value, k) => expectNear(model.intercepts[k], value, tolerance, `intercept ${k}`))
  example.coefficients?.forEach((values, k) =>
    values.forEach((value, i) => expectNear(model.coefficients[k]?.[i], value, tolerance, `coefficient ${i} of ${k}`)),
  )
}

describe("coefficients equal scikit-learn's", () => {
  for (const example of cases.filter(({ coefficients }) => coefficients !== undefined)) {
    test(example.name, () => {
      const model = fitCase(example)
      expect(model.fit.solver).toBe("newton")
      expectCoefficients(model, example, 1e-5)
      expect(model.statistics).toBeNull()
      expect(model.missingStatistics).toBe("penalty")
    })
    const other = "l1" in example.settings ? "coordinate_descent" : "newton_cg"
    test(`${example.name}, by ${other}`, () => expectCoefficients(fitCase(example, other), example, 1e-5))
  }
})

describe("statistics equal those of statsmodels", () => {
  const quantities = ["value", "standardError", "statistic", "pValue", "lower", "upper"] as const
  for (const example of cases.filter(({ inference }) => inference !== undefined))
    test(example.name, () => {
      const model = fitCase(example)
      expect(model.fit.converged, JSON.stringify(model.fit)).toBe(true)
      example.inference!.forEach((score, k) => {
        const of = (quantity: Quantity, i?: number): number | null | undefined => {
          if (quantity === "value") return i === undefined ? model.intercepts[k] : model.coefficients[k]![i]
          const statistics = model.statistics
          return (i === undefined ? statistics?.intercepts[k] : statistics?.coefficients[k]![i])?.[quantity]
        }
        for (const quantity of quantities) {
          const { intercept, coefficients } = score[quantity]
          if (intercept === null) expect(model.statistics?.intercepts[k]).toBeNull()
          else expectNear(of(quantity), intercept, 1e-6, `${quantity} of intercept ${k}`)
          coefficients.forEach((value, i) => {
            if (value !== null)
              return expectNear(of(quantity, i), value, 1e-6, `${quantity} of coefficient ${i} of ${k}`)
            expect(model.exceptions[i]).toBe("reference")
            expect(model.coefficients[k]![i]).toBe(0)
            expect(model.statistics?.coefficients[k]![i]).toBeNull()
          })
        }
      })
    })

  test("certified values of nearly dependent columns", () => {
    const { x, y, values, standardErrors } = reference.longley
    const names = x[0]!.map((_, i) => Float64Array.from(x, (row) => row[i]!))
    const design = designMatrix(names.map((column) => ({ kind: "number", values: column })))
    const model = fitLinear(design, Float64Array.from(y), { family: "squared_error" })
    const found = [model.intercepts[0]!, ...model.coefficients[0]!]
    values.forEach((value, i) => expectNear(found[i], value, 1e-9, `value ${i}`))
    const errors = [model.statistics!.intercepts[0]!, ...model.statistics!.coefficients[0]!]
    standardErrors.forEach((value, i) => expectNear(errors[i]?.standardError, value, 1e-9, `standard error ${i}`))
  })
})
