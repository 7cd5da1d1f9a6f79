// What trees reach on small public tables, beside what LightGBM 4.7 reached with the same settings, rows and columns.
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import {
  binColumns,
  boosterSettings,
  createBooster,
  predictTreeScores,
  treeObjective,
  type TreeColumn,
} from "@fidelio/core"

type Row = Readonly<Record<string, string | number | null>>

interface Table {
  readonly file: string
  readonly numbers: readonly string[]
  readonly categories: readonly string[]
  readonly target: string
}

const settings = boosterSettings({
  num_leaves: 15,
  learning_rate: 0.1,
  max_depth: -1,
  bagging_fraction: 1,
  feature_fraction: 1,
  lambda_l1: 0,
  lambda_l2: 0,
  min_gain_to_split: 0,
})

const idsOf = (values: readonly (string | number | null | undefined)[]) => {
  const ids = new Map<string | number, number>()
  const found = values.map((value) => {
    if (value === null || value === undefined) return -1
    const id = ids.get(value) ?? ids.size
    ids.set(value, id)
    return id
  })
  return { found, levels: ids.size }
}

/** Scores of every fifth row after 100 rounds on the others. */
function trained({ file, numbers, categories, target }: Table, objective: "squared_error" | "multiclass") {
  const path = new URL(`../../../../node_modules/vega-datasets/data/${file}`, import.meta.url)
  const all = JSON.parse(readFileSync(path, "utf8")) as readonly Row[] // a list of flat objects
  const rows = all.filter((row) => row[target] !== null && row[target] !== undefined)
  const whole: readonly TreeColumn[] = [
    ...numbers.map((name) => {
      const values = rows.map((row) => (typeof row[name] === "number" ? row[name] : NaN))
      return { kind: "number" as const, values: Float32Array.from(values) }
    }),
    ...categories.map((name) => {
      const { found, levels } = idsOf(rows.map((row) => row[name]))
      return { kind: "category" as const, values: Int32Array.from(found), levels }
    }),
  ]
  const classes = idsOf(rows.map((row) => row[target]))
  const targets = objective === "multiclass" ? classes.found : rows.map((row) => Number(row[target]))
  const part = (isTest: boolean): readonly TreeColumn[] =>
    whole.map((column) => ({ ...column, values: column.values.filter((_, row) => (row % 5 === 0) === isTest) }))
  const split = (isTest: boolean) => Float32Array.from(targets.filter((_, row) => (row % 5 === 0) === isTest))
  const booster = createBooster({
    columns: binColumns(part(false), settings),
    targets: split(false),
    classes: classes.levels,
    objective: treeObjective(objective),
    settings,
  })
  for (let round = 0; round < 100; round++) booster.round()
  return { scores: predictTreeScores(booster.model, part(true)), truth: split(true) }
}

const rootMeanSquaredError = ({ scores, truth }: ReturnType<typeof trained>): number =>
  Math.sqrt(truth.reduce((sum, value, row) => sum + (scores[row]! - value) ** 2, 0) / truth.length)

describe("quality", () => {
  it("movies: numbers and categories with many missing values", () => {
    const table = {
      file: "movies.json",
      numbers: [
        "US Gross",
        "Worldwide Gross",
        "Production Budget",
        "Running Time min",
        "Rotten Tomatoes Rating",
        "IMDB Votes",
      ],
      categories: ["MPAA Rating", "Distributor", "Source", "Major Genre", "Creative Type"],
      target: "IMDB Rating",
    }
    expect(rootMeanSquaredError(trained(table, "squared_error"))).toBeLessThan(0.80527 * 1.01)
  })

  it("flights: hundreds of levels and little to learn", () => {
    const table = {
      file: "flights-20k.json",
      numbers: ["distance"],
      categories: ["origin", "destination"],
      target: "delay",
    }
    expect(rootMeanSquaredError(trained(table, "squared_error"))).toBeLessThan(31.69654 * 1.002)
  })

  it("penguins: three classes, nearly all right", () => {
    const table = {
      file: "penguins.json",
      numbers: ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"],
      categories: ["Island", "Sex"],
      target: "Species",
    }
    const { scores, truth } = trained(table, "multiclass")
    const right = truth.filter((target, row) => {
      const own = scores.subarray(row * 3, row * 3 + 3)
      return own[target] === Math.max(...own)
    })
    expect(right.length / truth.length).toBeGreaterThanOrEqual(0.97)
  })
})
