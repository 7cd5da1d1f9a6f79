// The learner against a plain one that tries every split, and what its settings promise.
import { describe, expect, it } from "vitest"
import { gatherGroups } from "../row-groups.ts"
import { hash32, randomStream } from "../random.ts"
import { binColumns } from "./bins/bin-columns.ts"
import type { TreeColumn } from "./bins/column.ts"
import { createBooster, type Booster, type BoosterOptions } from "./booster.ts"
import { treeObjective } from "./objectives/index.ts"
import { predictTreeScores } from "./predict-tree-scores.ts"
import { boosterSettings, type BoosterSettingsInput } from "./settings.ts"

const plain: BoosterSettingsInput = {
  learning_rate: 0.1,
  bagging_fraction: 1,
  feature_fraction: 1,
  lambda_l1: 0,
  lambda_l2: 0,
  min_gain_to_split: 0,
  max_depth: -1,
  num_leaves: 8,
  min_data_in_leaf: 5,
}

interface Sample {
  readonly columns: readonly TreeColumn[]
  readonly targets: Float32Array
}

/** Two numbers, one of them with missing values, one of few values, and two categories. */
function sampleRows(rows: number, seed = 1): Sample {
  const random = randomStream(seed)
  const a = Float32Array.from({ length: rows }, () => random.normal())
  const b = Float32Array.from({ length: rows }, () => (random.uniform() < 0.2 ? NaN : random.uniform()))
  const c = Float32Array.from({ length: rows }, () => random.below(5))
  const few = Int32Array.from({ length: rows }, () => random.below(4) - 1)
  const many = Int32Array.from({ length: rows }, () => random.below(20))
  const targets = Float32Array.from(
    { length: rows },
    (_, i) =>
      Math.sin(2 * a[i]!) +
      (Number.isNaN(b[i]!) ? 1.5 : b[i]! > 0.5 ? 1 : 0) +
      0.3 * c[i]! +
      (few[i] === 1 ? 1 : 0) +
      (hash32(5, many[i]!) % 2) +
      0.1 * random.normal(),
  )
  const columns: readonly TreeColumn[] = [
    { kind: "number", values: a },
    { kind: "number", values: b },
    { kind: "number", values: c },
    { kind: "category", values: few, levels: 3 },
    { kind: "category", values: many, levels: 20 },
  ]
  return { columns, targets }
}

function boost(
  { columns, targets }: Pick<Sample, "columns"> & { targets: Float32Array | Int32Array },
  settings: BoosterSettingsInput,
  { rounds = 10, type = "squared_error", ...more }: Partial<BoosterOptions> & { rounds?: number; type?: string } = {},
): Booster {
  const complete = boosterSettings({ ...plain, ...settings })
  const booster = createBooster({
    columns: binColumns(columns, complete),
    targets,
    objective: treeObjective(type),
    settings: complete,
    ...more,
  })
  for (let round = 0; round < rounds; round++) booster.round()
  return booster
}

// ── a plain learner: least squares, numbers and single categories, every split tried ────────────

interface PlainLeaf {
  readonly rows: readonly number[]
  readonly best: { gain: number; column: number; isLeft: (row: number) => boolean } | undefined
}

function plainTree(
  { columns, targets }: Sample,
  settings: { leaves: number; leastRows: number },
): readonly PlainLeaf[] {
  const sumOf = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + targets[row]!, 0)
  const score = (rows: readonly number[]): number => sumOf(rows) ** 2 / rows.length
  function leafOf(rows: readonly number[]): PlainLeaf {
    let best: PlainLeaf["best"]
    for (const [column, { kind, values }] of columns.entries()) {
      const conditions = [...new Set(rows.map((row) => values[row]!))].flatMap((edge) =>
        kind === "number"
          ? Number.isNaN(edge)
            ? [(row: number) => !Number.isNaN(values[row]!)]
            : [(row: number) => values[row]! <= edge, (row: number) => !(values[row]! > edge)]
          : [(row: number) => values[row] === edge],
      )
      for (const isLeft of conditions) {
        const left = rows.filter(isLeft)
        const right = rows.filter((row) => !isLeft(row))
        if (Math.min(left.length, right.length) < settings.leastRows) continue
        const gain = score(left) + score(right) - score(rows)
        if (gain > (best?.gain ?? 1e-9) + 1e-9) best = { gain, column, isLeft }
      }
    }
    return { rows, best }
  }
  let leaves = [leafOf([...targets.keys()])]
  while (leaves.length < settings.leaves) {
    const next = leaves.reduce((most, leaf) => ((leaf.best?.gain ?? 0) > (most.best?.gain ?? 0) ? leaf : most))
    if (next.best === undefined) break
    const { isLeft } = next.best
    leaves = leaves.flatMap((leaf) =>
      leaf === next ? [leafOf(next.rows.filter(isLeft)), leafOf(next.rows.filter((row) => !isLeft(row)))] : [leaf],
    )
  }
  return leaves
}

describe("one tree", () => {
  it.each([1, 2, 3, 4, 5, 6])("is that of a learner which tries every split (sample %i)", (seed) => {
    const { columns, targets } = sampleRows(200, seed)
    const sample = { columns: columns.slice(0, 4), targets }
    const booster = boost(sample, { learning_rate: 1 }, { rounds: 1 })
    const expected = new Float64Array(200)
    for (const { rows } of plainTree(sample, { leaves: 8, leastRows: 5 })) {
      const mean = rows.reduce((sum, row) => sum + targets[row]!, 0) / rows.length
      for (const row of rows) expected[row] = mean
    }
    for (const [row, score] of booster.scores.entries()) expect(score).toBeCloseTo(expected[row]!, 5)
  })

  it("finds the best subset of many levels", () => {
    const levels = Int32Array.from({ length: 400 }, (_, i) => i % 40)
    const targets = Float32Array.from(levels, (level) => (hash32(1, level) % 2 === 0 ? 1 : -1))
    const settings = { num_leaves: 2, learning_rate: 1, cat_smooth: 1, cat_l2: 0, min_data_per_group: 1 }
    const booster = boost({ columns: [{ kind: "category", values: levels, levels: 40 }], targets }, settings, {
      rounds: 1,
    })
    for (const [row, score] of booster.scores.entries()) expect(score).toBeCloseTo(targets[row]!, 5)
  })
})

describe("a booster", () => {
  const sample = sampleRows(2_000)

  it("predicts from values what it keeps as scores", () => {
    for (const settings of [
      {},
      { bagging_fraction: 0.5, feature_fraction: 0.6 },
      { max_bin: 700, grow_policy: "depth_wise" },
    ] as const) {
      const booster = boost(sample, settings)
      const scores = predictTreeScores(booster.model, sample.columns)
      for (const [row, score] of booster.scores.entries()) expect(scores[row]).toBeCloseTo(score, 10)
    }
  })

  it("keeps scores of validation rows", () => {
    const other = sampleRows(300, 9)
    const booster = boost(sample, {}, { rounds: 2 })
    const validation = booster.addValidation(other.columns)
    for (let round = 0; round < 5; round++) booster.round()
    const scores = predictTreeScores(booster.model, other.columns)
    for (const [row, score] of validation.scores.entries()) expect(score).toBeCloseTo(scores[row]!, 10)
  })

  it.each(["gbdt", "dart", "goss", "rf"] as const)(
    "of type %s goes on from its state as if it had not stopped",
    (boosting_type) => {
      const settings = {
        boosting_type,
        bagging_fraction: 0.7,
        feature_fraction: 0.7,
        drop_rate: 0.5,
        learning_rate: 0.3,
      }
      const other = sampleRows(100, 3)
      const whole = boost(sample, settings, { rounds: 0 })
      const wholeValidation = whole.addValidation(other.columns)
      for (let round = 0; round < 12; round++) whole.round()
      const first = boost(sample, settings, { rounds: 0 })
      first.addValidation(other.columns)
      for (let round = 0; round < 7; round++) first.round()
      const second = boost(sample, settings, { rounds: 0, state: first.state() })
      const validation = second.addValidation(other.columns)
      for (let round = 7; round < 12; round++) second.round()
      expect(second.model).toEqual(whole.model)
      expect(second.scores).toEqual(whole.scores)
      expect(validation.scores).toEqual(wholeValidation.scores)
    },
  )

  it.each(["gbdt", "dart", "goss", "rf"] as const)("of type %s learns", (boosting_type) => {
    const booster = boost(
      sample,
      { boosting_type, bagging_fraction: 0.7, num_leaves: 31, learning_rate: 0.2 },
      { rounds: 40 },
    )
    const loss = (scores: Float64Array) =>
      scores.reduce((sum, score, row) => sum + (score - sample.targets[row]!) ** 2, 0) / scores.length
    const before = loss(new Float64Array(2_000).fill(booster.model.initial[0]!))
    expect(loss(booster.scores)).toBeLessThan(before * 0.2)
    const predicted = predictTreeScores(booster.model, sample.columns)
    for (const [row, score] of booster.scores.entries()) expect(predicted[row]).toBeCloseTo(score, 8)
  })

  it("is the same for the same seed, another for another", () => {
    const settings = { bagging_fraction: 0.5, feature_fraction: 0.5, extra_trees: true }
    const scores = (seed: number) => boost(sample, { ...settings, seed }).scores
    expect(scores(1)).toEqual(scores(1))
    expect(scores(1)).not.toEqual(scores(2))
  })

  it("grows by depth up to a depth", () => {
    const booster = boost(sample, { grow_policy: "depth_wise", max_depth: 3, num_leaves: 100 }, { rounds: 1 })
    expect(booster.model.trees[0]!.leaves).toBe(8)
  })

  it("gives leaves as many rows as asked for", () => {
    const booster = boost(sample, { min_data_in_leaf: 90, num_leaves: 50 })
    for (const { leafRows } of booster.model.trees) {
      expect(Math.min(...leafRows)).toBeGreaterThanOrEqual(90)
      expect(leafRows.reduce((sum, rows) => sum + rows, 0)).toBe(2_000)
    }
  })

  it("limits values of leaves", () => {
    const booster = boost(sample, { max_delta_step: 0.2, learning_rate: 1 }, { rounds: 3 })
    for (const { leafValues } of booster.model.trees)
      for (const value of leafValues) expect(Math.abs(value)).toBeLessThanOrEqual(0.2)
  })

  it("draws small leaves to their parents", () => {
    const spread = (path_smooth: number) => {
      const { leafValues } = boost(sample, { path_smooth, num_leaves: 60 }, { rounds: 1 }).model.trees[0]!
      return Math.max(...leafValues) - Math.min(...leafValues)
    }
    expect(spread(200)).toBeLessThan(spread(0) * 0.9)
  })

  it("uses columns together only as interactions allow", () => {
    const booster = boost(sample, {
      interaction_constraints: [
        [0, 1],
        [2, 3, 4],
      ],
      num_leaves: 20,
    })
    for (const { columns, left, right } of booster.model.trees) {
      const group = (column: number) => (column < 2 ? 0 : 1)
      for (const node of columns.keys())
        for (const child of [left[node]!, right[node]!])
          if (child >= 0) expect(group(columns[child]!)).toBe(group(columns[node]!))
    }
  })

  it("counts a row of weight 2 as two rows, and none of weight 0", () => {
    const { columns, targets } = sampleRows(300)
    const pick = (rows: readonly number[]): Sample => ({
      columns: columns.map((column) => ({ ...column, values: Float32Array.from(rows, (row) => column.values[row]!) })),
      targets: Float32Array.from(rows, (row) => targets[row]!),
    })
    const rows = [...targets.keys()]
    const weights = Float32Array.from(rows, (row) => row % 3)
    const repeated = pick(rows.flatMap((row) => Array<number>(row % 3).fill(row)))
    const settings = { min_data_in_leaf: 0, min_sum_hessian_in_leaf: 10, num_leaves: 6, max_bin: 16 }
    const weighted = boost({ columns: columns.slice(2, 4), targets }, settings, { weights, rounds: 5 })
    const plainly = boost({ columns: repeated.columns.slice(2, 4), targets: repeated.targets }, settings, { rounds: 5 })
    const expected = predictTreeScores(plainly.model, columns.slice(2, 4))
    const found = predictTreeScores(weighted.model, columns.slice(2, 4))
    for (const row of rows) if (weights[row]! > 0) expect(found[row]).toBeCloseTo(expected[row]!, 3)
  })
})

describe("monotone constraints", () => {
  it.each([1, -1])("hold everywhere (%i)", (way) => {
    const { columns, targets } = sampleRows(1_500, 4)
    const booster = boost({ columns, targets }, { monotone_constraints: [way], num_leaves: 31 }, { rounds: 30 })
    const grid = Float32Array.from({ length: 200 }, (_, i) => -3 + i * 0.03)
    for (let row = 0; row < 40; row++) {
      const line = columns.map(({ values, ...column }, index) => ({
        ...column,
        values: index === 0 ? grid : Float32Array.from(grid, () => values[row]!),
      }))
      const scores = predictTreeScores(booster.model, line)
      for (let i = 1; i < scores.length; i++) expect(way * (scores[i]! - scores[i - 1]!)).toBeGreaterThanOrEqual(-1e-12)
    }
  })
})

describe("unusual tables", () => {
  const number = (values: readonly number[]): TreeColumn => ({ kind: "number", values: Float32Array.from(values) })
  const settings = { min_data_in_leaf: 1, num_leaves: 4, learning_rate: 0.5 }

  it("one row", () => {
    const booster = boost({ columns: [number([3])], targets: Float32Array.of(7) }, settings)
    expect([...booster.scores]).toEqual([7])
  })

  it("constant columns, and columns of missing values only", () => {
    const columns = [number([1, 1, 1, 1]), number([NaN, NaN, NaN, NaN])]
    const booster = boost({ columns, targets: Float32Array.of(1, 2, 3, 4) }, settings)
    for (const score of booster.scores) expect(score).toBeCloseTo(2.5, 6)
    expect(predictTreeScores(booster.model, [number([5]), number([2])])[0]).toBeCloseTo(2.5, 6)
  })

  it("missing or one value", () => {
    const columns = [number([NaN, 1, NaN, 1])]
    const booster = boost({ columns, targets: Float32Array.of(0, 4, 0, 4) }, settings, { rounds: 30 })
    for (const [row, score] of booster.scores.entries()) expect(score).toBeCloseTo(row % 2 === 0 ? 0 : 4, 4)
  })

  it("infinities are the least and the largest number", () => {
    const columns = [number([-Infinity, -1, 0, 1, Infinity, Infinity])]
    const booster = boost({ columns, targets: Float32Array.of(5, 0, 0, 0, 9, 9) }, settings, { rounds: 60 })
    const scores = predictTreeScores(booster.model, [number([-Infinity, -1e30, 0, 1e30, Infinity])])
    expect(scores[0]).toBeCloseTo(5, 3)
    expect(scores[2]).toBeCloseTo(0, 3)
    expect(scores[4]).toBeCloseTo(9, 3)
  })

  it("a million levels", () => {
    const values = Int32Array.from({ length: 5_000 }, (_, i) => (i % 2 === 0 ? 0 : (hash32(1, i) % 999_999) + 1))
    const targets = Float32Array.from(values, (level) => (level === 0 ? 1 : 0))
    const booster = boost({ columns: [{ kind: "category", values, levels: 1_000_000 }], targets }, settings, {
      rounds: 40,
    })
    for (const [row, score] of booster.scores.entries()) expect(score).toBeCloseTo(targets[row]!, 1)
  })

  it("levels that training did not have go where missing ones go", () => {
    const { columns, targets } = sampleRows(500)
    const booster = boost({ columns, targets }, {})
    const withLevel = (level: number) =>
      predictTreeScores(booster.model, [
        ...columns.slice(0, 4),
        { kind: "category" as const, values: new Int32Array(500).fill(level) },
      ])
    expect(withLevel(77)).toEqual(withLevel(-1))
  })

  it("classes that are perfectly separable", () => {
    const columns = [number(Array.from({ length: 100 }, (_, i) => i))]
    const targets = Float32Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : 1))
    const booster = boost({ columns, targets }, { ...settings, learning_rate: 1 }, { rounds: 100, type: "binary" })
    for (const [row, score] of booster.scores.entries()) {
      expect(Number.isFinite(score)).toBe(true)
      expect(score > 0).toBe(row >= 50)
    }
  })

  it("weights that are all zero", () => {
    const { columns, targets } = sampleRows(50)
    const booster = boost({ columns, targets }, {}, { weights: new Float32Array(50) })
    expect(booster.scores.every((score) => score === 0)).toBe(true)
  })

  it("a class that no row has", () => {
    const { columns } = sampleRows(100)
    const targets = Int32Array.from({ length: 100 }, (_, i) => i % 2)
    const booster = boost({ columns, targets }, {}, { type: "multiclass", classes: 3 })
    expect(booster.scores.every((score) => Number.isFinite(score))).toBe(true)
  })

  it("targets that the objective cannot have", () => {
    const { columns } = sampleRows(10)
    const bad = new Float32Array(10).fill(NaN)
    expect(() => boost({ columns, targets: bad }, {})).toThrow(/is not a finite number/)
  })
})

describe("every objective", () => {
  const { columns, targets } = sampleRows(600)
  const positive = targets.map((target) => Math.max(0, target))
  const classes = Int32Array.from(targets, (target) => Math.max(0, Math.min(3, Math.floor(target))))
  it.each([
    ["absolute_error", targets],
    ["binary", Int32Array.from(classes, (id) => (id > 1 ? 1 : 0))],
    ["huber", targets],
    ["lambdarank", classes],
    ["multiclass", classes],
    ["ordinal", classes],
    ["poisson", positive],
    ["quantile", targets],
    ["squared_error", targets],
    ["tweedie", positive],
  ] as const)("%s: boosting lowers the loss round by round", (type, wanted) => {
    const groups = gatherGroups(Int32Array.from({ length: 600 }, (_, row) => Math.floor(row / 20)))
    const objective = treeObjective(type)
    const options = { type, classes: type === "binary" ? 2 : 4, groups, rounds: 0 }
    const booster = boost({ columns, targets: wanted }, {}, options)
    const data = { rows: 600, targets: wanted, groups, classes: options.classes, settings: boosterSettings(plain) }
    let before = objective.loss(data, booster.scores)
    const first = before
    for (let round = 0; round < 6; round++) {
      for (let i = 0; i < 5; i++) booster.round()
      const now = objective.loss(data, booster.scores)
      expect(now).toBeLessThan(before + (type === "lambdarank" ? 0.01 : 0))
      before = now
    }
    expect(before).toBeLessThan(first * (type === "tweedie" ? 0.97 : 0.9)) // tweedie's is far from 0 at its best
  })
})
