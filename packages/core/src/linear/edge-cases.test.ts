import { describe, expect, test } from "vitest"
import { DataError } from "../errors.ts"
import { randomStream } from "../random.ts"
import { designMatrix, type DesignColumn } from "./design.ts"
import type { LinearFamily } from "./families.ts"
import { fitLinear } from "./fit.ts"
import { coefficientLines, meansOfLinearScores, predictLinearScores, type LinearModel } from "./model.ts"

const rows = 400
const random = randomStream(3)
const draws = (): Float32Array => Float32Array.from({ length: rows }, () => random.normal())
const number = (values: ArrayLike<number>, name?: string): DesignColumn => {
  return { kind: "number", values: Float64Array.from(values), ...(name !== undefined && { name }) }
}
const category = (values: ArrayLike<number>, levels: number): DesignColumn => {
  return { kind: "category", values: Int32Array.from(values), levels }
}
const a = draws()
const b = draws()
const ids = Int32Array.from({ length: rows }, () => random.below(3))
const noise = draws()
const numeric = Float64Array.from(a, (x, i) => 2 + 3 * x - b[i]! + 0.5 * ids[i]! + noise[i]!)
const binary = Float64Array.from(numeric, (y) => (y > 2 ? 1 : 0))
const counts = Float64Array.from(a, (x, i) => Math.max(0, Math.round(Math.exp(0.5 * x) + noise[i]!)))
const classes = Float64Array.from(numeric, (y) => (y > 3 ? 2 : y > 1 ? 1 : 0))

const targetsOf: Record<LinearFamily, Float64Array> = {
  squared_error: numeric,
  binary,
  multiclass: classes,
  poisson: counts,
}
const families = Object.keys(targetsOf) as LinearFamily[] // the keys of the record

const expectAlike = (values: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6): void => {
  expect(values).toHaveLength(expected.length)
  const distances = Array.from(
    values,
    (value, i) => Math.abs(value - expected[i]!) / Math.max(1, Math.abs(expected[i]!)),
  )
  expect(Math.max(...distances)).toBeLessThanOrEqual(tolerance)
}
const estimates = (model: LinearModel): readonly number[] => [...model.intercepts, ...model.coefficients.flat()]

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

describe("columns that tell nothing of their own", () => {
  const plain = designMatrix([number(a), number(b)])
  const copied = designMatrix([number(a), number(b), number(a.map((x) => Math.fround(2 * x + 3)))])

  test.each(families)("a collinear column is left out: %s", (family) => {
    const options = { family, classes: 3 }
    const without = fitLinear(plain, targetsOf[family], options)
    const model = fitLinear(copied, targetsOf[family], options)
    expect(model.exceptions).toEqual([null, null, "collinear"])
    for (const [k, slopes] of model.coefficients.entries()) {
      expectAlike(slopes, [...without.coefficients[k]!, 0])
      const errors = model.statistics!.coefficients[k]!
      expect(errors[2]).toBeNull()
      expect(errors[0]!.standardError).toBeCloseTo(without.statistics!.coefficients[k]![0]!.standardError, 6)
    }
    expect(model.fit.converged).toBe(true)
  })

  test("constant columns and absent levels have no coefficient", () => {
    const model = fitLinear(designMatrix([number(a), number(a.map(() => 7)), category(ids, 5)]), numeric, {
      family: "squared_error",
    })
    expect(model.exceptions.slice(0, 2)).toEqual([null, "constant"])
    expect(model.exceptions.slice(2).map(String).toSorted(byText)).toEqual([
      "absent",
      "absent",
      "null",
      "null",
      "reference",
    ])
    expect(model.coefficients[0]![1]).toBe(0)
  })

  test("a constant column serves where there is no intercept", () => {
    const design = designMatrix([number(a), number(a.map(() => 2))])
    const model = fitLinear(design, numeric, { family: "squared_error", settings: { fit_intercept: false } })
    const usual = fitLinear(designMatrix([number(a)]), numeric, { family: "squared_error" })
    expect(model.coefficients[0]![1]! * 2).toBeCloseTo(usual.intercepts[0]!, 8)
    expect(model.statistics!.intercepts).toEqual([null])
  })

  test("with a penalty collinear columns share", () => {
    const twice = designMatrix([number(a), number(a)])
    const [slope = NaN, other] = fitLinear(twice, numeric, { family: "squared_error", settings: { l2: 0.1 } })
      .coefficients[0]!
    expect(slope).toBeCloseTo(other!, 10)
  })

  test("a constant target needs no coefficients", () => {
    const model = fitLinear(
      plain,
      numeric.map(() => 5),
      { family: "squared_error" },
    )
    expect(model.fit.converged).toBe(true)
    expectAlike(estimates(model), [5, 0, 0], 1e-12)
  })

  test("no columns at all: the intercept is the mean", () => {
    const model = fitLinear(designMatrix([], rows), numeric, { family: "squared_error" })
    expect(model.intercepts[0]).toBeCloseTo(numeric.reduce((sum, y) => sum + y, 0) / rows, 12)
  })

  test("columns of any size and place", () => {
    const plainModel = fitLinear(plain, numeric, { family: "squared_error" })
    const large = designMatrix([number(Float64Array.from(a, (x) => 1e9 + x * 1e3)), number(b)])
    const model = fitLinear(large, numeric, { family: "squared_error" })
    expect(model.coefficients[0]![0]! * 1e3).toBeCloseTo(plainModel.coefficients[0]![0]!, 6)
    expect(model.statistics!.coefficients[0]![0]!.statistic).toBeCloseTo(
      plainModel.statistics!.coefficients[0]![0]!.statistic!,
      4,
    )
  })
})

describe("separable classes", () => {
  const sides = a.map((x) => (x > 0 ? 1 : 0))

  test("without a penalty the fit ends and says so", () => {
    const model = fitLinear(designMatrix([number(a)]), Float64Array.from(sides), { family: "binary" })
    expect(model.fit).toMatchObject({ outcome: "separated", converged: false })
    expect(model.missingStatistics).toBe("separated")
    expect(model.exceptions).toEqual(["separated"])
    const scores = predictLinearScores(model, designMatrix([number(a)]))
    expect(scores.every((score, i) => Number.isFinite(score) && score > 0 === (sides[i] === 1))).toBe(true)
  })

  test("with a penalty it converges", () => {
    const settings = { l2: 1 / rows }
    const model = fitLinear(designMatrix([number(a)]), Float64Array.from(sides), { family: "binary", settings })
    expect(model.fit.converged).toBe(true)
  })

  test.each(["binary", "multiclass", "poisson"] as const)("a level whose rows have one target: %s", (family) => {
    const targets = targetsOf[family].slice()
    const levels = ids.map((id, row) => (row % 80 === 0 ? 3 : id))
    levels.forEach((level, row) => {
      if (level === 3) targets[row] = 0
    })
    const model = fitLinear(designMatrix([number(a), category(levels, 4)]), targets, { family, classes: 3 })
    expect(model.fit.outcome).toBe("separated")
    expect(model.exceptions[4]).toBe("separated")
    const kept = Int32Array.from(levels.keys()).filter((row) => levels[row] !== 3)
    const rest = designMatrix([
      number(Array.from(kept, (row) => a[row]!)),
      category(
        kept.map((row) => levels[row]!),
        4,
      ),
    ])
    const without = fitLinear(
      rest,
      Float64Array.from(kept, (row) => targets[row]!),
      { family, classes: 3 },
    )
    expectAlike(model.coefficients[0]!.slice(0, 1), without.coefficients[0]!.slice(0, 1), 1e-5)
    expect(model.statistics!.coefficients[0]![0]!.standardError).toBeCloseTo(
      without.statistics!.coefficients[0]![0]!.standardError,
      5,
    )
  })

  test("one class only", () => {
    const model = fitLinear(
      designMatrix([number(a)]),
      numeric.map(() => 1),
      { family: "binary" },
    )
    expect(model.fit.outcome).toBe("separated")
    expect(predictLinearScores(model, designMatrix([number(a)])).every((score) => score > 5)).toBe(true)
  })
})

describe("rows and weights", () => {
  const design = designMatrix([number(a), category(ids, 3)])

  test.each(families)("one row: %s", (family) => {
    const one = designMatrix([number([1.5]), category([2], 4)])
    const model = fitLinear(one, Float64Array.of(1), { family, classes: 3 })
    expect(estimates(model).every(Number.isFinite)).toBe(true)
    if (family === "squared_error") {
      expect(model.intercepts).toEqual([1])
      expect(model.missingStatistics).toBe("degrees_of_freedom")
    }
  })

  test("as many coefficients as rows: an exact fit without statistics", () => {
    const model = fitLinear(designMatrix([number([1, 2])]), Float64Array.of(3, 5), { family: "squared_error" })
    expectAlike(estimates(model), [1, 2])
    expect(model).toMatchObject({ statistics: null, missingStatistics: "degrees_of_freedom" })
  })

  test.each(families)("weights of 0 leave rows out, whole weights repeat them: %s", (family) => {
    const weights = Float64Array.from({ length: rows }, (_, row) => row % 3)
    const repeated = Int32Array.from({ length: rows }, (_, row) => row)
    const order = [...repeated.filter((row) => row % 3 > 0), ...repeated.filter((row) => row % 3 === 2)]
    const longer = designMatrix([
      number(order.map((row) => a[row]!)),
      category(
        order.map((row) => ids[row]!),
        3,
      ),
    ])
    const targets = targetsOf[family]
    const model = fitLinear(design, targets, { family, classes: 3, weights })
    const other = fitLinear(
      longer,
      Float64Array.from(order, (row) => targets[row]!),
      { family, classes: 3 },
    )
    expectAlike(estimates(model), estimates(other))
    expect(model.fit).toMatchObject({ rows: weights.filter((weight) => weight > 0).length, weight: order.length })
    const inverse = weights.map((weight) => weight * 1000)
    expectAlike(estimates(fitLinear(design, targets, { family, classes: 3, weights: inverse })), estimates(model))
  })

  const fails = (run: () => unknown, message: RegExp, at?: string): void => {
    try {
      run()
    } catch (error) {
      expect(error).toBeInstanceOf(DataError)
      expect((error as DataError).message).toMatch(message)
      if (at !== undefined) expect((error as DataError).at).toBe(at)
      return
    }
    expect.unreachable("should have failed")
  }

  test("what cannot be fitted is refused", () => {
    fails(() => designMatrix([number([1, Infinity], "age")]), /Row 1 holds Infinity/, "age")
    fails(() => designMatrix([number([NaN])]), /Row 0 holds NaN/, "column 0")
    fails(() => fitLinear(designMatrix([]), Float64Array.of(), { family: "binary" }), /no rows/)
    const fit = (family: LinearFamily, targets: Float64Array, weights = new Float64Array(rows).fill(1)) =>
      fitLinear(design, targets, { family, classes: 3, weights })
    fails(() => fit("squared_error", numeric, new Float64Array(rows)), /All rows have weight 0/)
    fails(() => fit("squared_error", numeric, new Float64Array(rows).fill(-1)), /weight of row 0 is -1/)
    fails(
      () =>
        fit(
          "squared_error",
          numeric.map(() => NaN),
        ),
      /target of row 0 is NaN/,
    )
    fails(
      () =>
        fit(
          "binary",
          numeric.map(() => 2),
        ),
      /expected 0 or 1/,
    )
    fails(
      () =>
        fit(
          "multiclass",
          numeric.map(() => 3),
        ),
      /class from 0 to 2/,
    )
    fails(
      () =>
        fit(
          "poisson",
          numeric.map(() => -1),
        ),
      /from 0 up/,
    )
  })

  test("id −1 stands for no level", () => {
    const some = ids.map((id, row) => (row % 5 === 0 ? -1 : id))
    const dummies = [0, 1, 2].map((level) => number(some.map((id) => (id === level ? 1 : 0))))
    const settings = { l2: 0.01, standardize: false }
    const sparse = fitLinear(designMatrix([category(some, 3)]), binary, { family: "binary", settings })
    const dense = fitLinear(designMatrix(dummies), binary, { family: "binary", settings })
    expectAlike(estimates(sparse), estimates(dense))
    const unpenalised = fitLinear(designMatrix([category(some, 3)]), binary, { family: "binary" })
    expect(unpenalised.exceptions).toEqual([null, null, null])
  })
})

describe("the fit", () => {
  const design = designMatrix([number(a, "a"), category(ids, 3), number(b)])

  test("is the same every time, and survives JSON", () => {
    for (const family of families) {
      const model = fitLinear(design, targetsOf[family], { family, classes: 3 })
      const again = fitLinear(design, targetsOf[family], { family, classes: 3 })
      expect(JSON.stringify(again)).toBe(JSON.stringify(model))
      const read = JSON.parse(JSON.stringify(model)) as LinearModel // as it was written
      expect(read).toEqual(model)
      const means = meansOfLinearScores(read, predictLinearScores(read, design))
      expect(means).toHaveLength(rows * model.intercepts.length)
      if (family !== "multiclass") expect(mean(means)).toBeCloseTo(mean(targetsOf[family]), 6)
      else expect(means[0]! + means[1]! + means[2]!).toBeCloseTo(1, 12)
    }
  })

  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

  test("reports its iterations, and ends with what the listener throws", () => {
    const seen: number[] = []
    fitLinear(design, binary, { family: "binary", onIteration: ({ iteration }) => seen.push(iteration) })
    expect(seen).toEqual(seen.map((_, i) => i))
    const stop = (): never => {
      throw new RangeError("enough")
    }
    expect(() => fitLinear(design, binary, { family: "binary", onIteration: stop })).toThrow("enough")
  })

  test.each(["newton", "newton_cg"] as const)("out of iterations, it says so: %s", (solver) => {
    const model = fitLinear(design, binary, { family: "binary", solver, settings: { max_iterations: 1 } })
    expect(model.fit).toMatchObject({ outcome: "iterations", converged: false })
    expect(model.missingStatistics).toBe("unconverged")
  })

  test("a large l1 penalty leaves the intercept alone", () => {
    for (const family of families) {
      const model = fitLinear(design, targetsOf[family], { family, classes: 3, settings: { l1: 100 } })
      expect(model.coefficients.flat().every((value) => value === 0)).toBe(true)
      expect(model.fit.converged).toBe(true)
    }
  })

  test("statistics are the same by any solver", () => {
    for (const family of families) {
      const [one, other] = (["newton", "newton_cg"] as const).map((solver) =>
        fitLinear(design, targetsOf[family], { family, classes: 3, solver }),
      )
      expectAlike(estimates(one!), estimates(other!))
      const errors = (model: LinearModel): readonly number[] =>
        model.statistics!.coefficients.flat().map((entry) => entry?.standardError ?? 0)
      expectAlike(errors(one!), errors(other!))
    }
  })

  test("a table of coefficients names columns and levels", () => {
    const lines = coefficientLines(fitLinear(design, numeric, { family: "squared_error" }))
    expect(lines.map(({ column, level }) => [column, level])).toEqual([
      [null, null],
      [0, null],
      [1, 0],
      [1, 1],
      [1, 2],
      [2, null],
    ])
    expect(lines.filter(({ statistics }) => statistics === null).map(({ exception }) => exception)).toEqual([
      "reference",
    ])
  })
})

describe("many levels", () => {
  const levels = 5000
  const many = 20_000
  const stream = randomStream(5)
  const level = Int32Array.from({ length: many }, () => Math.floor(levels * stream.uniform() ** 2))
  const effect = Float64Array.from({ length: levels }, () => stream.normal())
  const x = Float32Array.from({ length: many }, () => stream.normal())
  const value = Float64Array.from(x, (z, row) => z + effect[level[row]!]! + stream.normal())
  const side = value.map((y) => (y > 0 ? 1 : 0))
  const design = designMatrix([number(x), category(level, levels)])

  test.each([
    ["squared_error", { l2: 1e-3 }, "newton_cg"],
    ["squared_error", { l1: 1e-4 }, "coordinate_descent"],
    ["squared_error", {}, "newton_cg"],
    ["binary", { l2: 1e-4 }, "newton_cg"],
    ["binary", { l1: 1e-4 }, "coordinate_descent"],
  ] as const)("%s with %j", (family, settings, solver) => {
    const model = fitLinear(design, family === "binary" ? side : value, { family, settings })
    expect(model.fit).toMatchObject({ solver, converged: true })
    expect(model.missingStatistics).toBe("l1" in settings || "l2" in settings ? "penalty" : "size")
    expect(model.coefficients[0]![0]).toBeGreaterThan(0.5)
  })

  test("as many levels as rows", () => {
    const ownLevel = Int32Array.from({ length: 200_000 }, (_, row) => row)
    const targets = ownLevel.map((row) => row % 2)
    const model = fitLinear(designMatrix([category(ownLevel, ownLevel.length)]), targets, {
      family: "binary",
      settings: { l2: 1e-5 },
    })
    expect(model.fit.converged).toBe(true)
    expect(model.coefficients[0]!.every((slope, row) => slope > 0 === (row % 2 === 1))).toBe(true)
  })
})
