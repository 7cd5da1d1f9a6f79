// What is said of small trained models, held against what they predict.
import { layoutOf } from "@fidelio/core"
import { beforeAll, describe, expect, it } from "vitest"
import {
  learnerConfig,
  learnerTable,
  predictedRows,
  price,
  runLearner,
  unevenRows,
} from "../../../../test/support/learner-runs.ts"
import type { TrainedModel } from "../artifact/trained-model.ts"
import type { TrainEnd } from "../training/callbacks.ts"
import { drawTree } from "./draw-tree.ts"
import { explainModel } from "./explain-model.ts"
import { inOwnUnits } from "./own-units.ts"
import { sampleRows } from "./sample-rows.ts"
import { shapleyBatch, shapleyFileColumns, shapleyTables } from "./shapley-tables.ts"

const dataset = learnerTable
let trees: TrainedModel
let linear: TrainedModel
beforeAll(async () => {
  trees = (await runLearner(learnerConfig("gbm"))).model
  linear = (await runLearner(learnerConfig("linear"))).model
})

describe("Shapley values", () => {
  it("sum up to what is predicted", async () => {
    const rows = unevenRows(60)
    const predicted = await predictedRows(trees, rows)
    const found = await Promise.all(
      shapleyTables(trees).map(async (table) => {
        const sums: number[] = []
        for await (const { values, mean } of table.batches(rows))
          for (let at = 0; at < values.length; at += 4)
            sums.push(values.subarray(at, at + 4).reduce((sum, value) => sum + value, mean))
        return { ...table, sums }
      }),
    )
    expect(found.map(({ output, class: ofClass }) => [output, ofClass])).toEqual([
      ["price", null],
      ["likes", null],
      ["size", "large"],
      ["size", "middle"],
      ["size", "small"],
    ])
    const [price, likes, ...sizes] = found.map(({ sums }) => sums)
    for (const [i, row] of predicted.entries()) {
      expect(price![i]).toBeCloseTo(Number(row["price_predictions"]), 2)
      expect(1 / (1 + Math.exp(-likes![i]!))).toBeCloseTo(Number(row["likes_probabilities_True"]), 5)
      const powers = sizes.map((sums) => Math.exp(sums[i]!))
      const all = powers.reduce((sum, power) => sum + power)
      expect(powers[0]! / all).toBeCloseTo(Number(row["size_probabilities_large"]), 5)
    }
  })

  it("are the columns of a file, the mean last", async () => {
    const [price] = shapleyTables(trees)
    for await (const rows of price!.batches(unevenRows(5))) {
      const batch = shapleyBatch(price!, rows)
      expect(Object.keys(batch)).toEqual(shapleyFileColumns(price!).map(({ name }) => name))
      expect(batch["y"]![2]).toBeCloseTo(rows.values[9]!, 3)
      expect(batch["(mean)"]![4]).toBeCloseTo(rows.mean, 3)
    }
  })
})

describe("importance", () => {
  it("of trees has shares that sum up to one", async () => {
    const { trees: found, coefficients, permutation } = await explainModel(trees)
    expect([coefficients, permutation]).toEqual([undefined, undefined])
    expect(found!.map(({ output, trees: count }) => [output, count])).toEqual([["price", 30], ["likes", 30], ["size", 90]]) // prettier-ignore
    for (const { columns } of found!) {
      expect(columns.reduce((sum, { gainShare }) => sum + gainShare, 0)).toBeCloseTo(1)
      expect(columns.reduce((sum, { splitShare }) => sum + splitShare, 0)).toBeCloseTo(1)
      expect(
        columns
          .slice(0, 2)
          .map(({ column }) => column)
          .toSorted(),
      ).toEqual(["x", "y"])
    }
  })

  it("of a linear model are its coefficients", async () => {
    const { coefficients } = await explainModel(linear)
    expect(coefficients!.map(({ output, class: ofClass }) => ofClass ?? output)).toEqual(["price", "likes", "large", "middle", "small"]) // prettier-ignore
    const names = coefficients![0]!.coefficients.map(({ column, level }) => [column, level])
    expect(names.slice(0, 3)).toEqual([[null, null], ["x", null], ["y", null]]) // prettier-ignore
    expect(names).toContainEqual(["color", "red"])
    expect(names.at(-1)?.[0]).toBe("flag")
    expect(names.at(-1)?.[1]?.toLowerCase()).toBe("true")
  })

  it("of a linear model adds up to what is predicted", async () => {
    const [row] = await predictedRows(linear, [{ x: 2, y: -1, color: "red", flag: true }])
    const { coefficients } = (await explainModel(linear)).coefficients![0]!
    const values = new Map(coefficients.map(({ column, level, value }) => [column === "color" ? level : column, value]))
    const sum = values.get(null)! + 2 * values.get("x")! - values.get("y")! + values.get("red")! + values.get("flag")!
    expect(sum).toBeCloseTo(Number(row!["price_predictions"]), 2)
    const x = coefficients.find(({ column }) => column === "x")!
    expect(x.statistics!.lower).toBeLessThan(x.value)
    expect(x.value).toBeGreaterThan(10)
  })

  it.each(["gbm", "linear"] as const)("by permutation: of %s", async (type) => {
    const model = type === "gbm" ? trees : linear
    const first = (await explainModel(model, { dataset, repeats: 2 })).permutation!
    expect(first).toMatchObject({ rows: 300, rowsOfDataset: 300, repeats: 2, direction: "minimize" })
    const drops = new Map(first.columns.map(({ column, drop }) => [column, drop!]))
    expect(drops.get("y")).toBeGreaterThan(drops.get("flag")!)
    expect(drops.get("x")).toBeGreaterThan(0.1 * first.baseline)
    expect((await explainModel(model, { dataset, repeats: 2 })).permutation).toEqual(first)
    const fewer = (await explainModel(model, { dataset, repeats: 1, maxRows: 50 })).permutation!
    expect(fewer).toMatchObject({ rows: 50, rowsOfDataset: 300 })
  })
})

describe("by permutation", () => {
  it("is measured by what the trees minimise", async () => {
    const trainer = { num_boost_round: 60, objective: "quantile", alpha: 0.8 }
    let end: TrainEnd | undefined
    const { model, trainingStatistics } = await runLearner(
      learnerConfig("gbm", trainer, { output_features: [price] }),
      {
        sources: { trainingSet: dataset },
        callbacks: { onTrainEnd: (event) => void (end = event) },
      },
    )
    const { permutation } = await explainModel(model, { dataset, repeats: 1 })
    expect(permutation).toMatchObject({ output: "price", metric: "objective", direction: "minimize" })
    const followed = trainingStatistics.training["price"]!["objective"]!
    expect(permutation!.baseline).toBeCloseTo(followed[end!.bestStep / 10 - 1]!, 6)
    const drops = new Map(permutation!.columns.map(({ column, drop }) => [column, drop!]))
    expect(drops.get("y")).toBeGreaterThan(drops.get("flag")!)
  })
})

describe("a tree", () => {
  it("is drawn with the texts of the data", () => {
    const texts = Array.from({ length: 90 }, (_, tree) => drawTree(trees, { tree, output: "size" }).text).join("")
    expect(texts).toMatch(/color in \{[a-z, ]*red/)
    expect(texts).toMatch(/flag = false/i)
    expect(drawTree(trees, { tree: 4, output: "size", format: "svg" })).toMatchObject({ round: 1, class: "middle" })
  })

  it("has leaves in the units of the output", () => {
    const { text, meaning } = drawTree(trees, { tree: 0 })
    const leaves = Array.from(text.matchAll(/^ *(-?[\d.e-]+) \(/gm), ([, value]) => Math.abs(Number(value)))
    expect(meaning).toBe("price")
    expect(Math.max(...leaves)).toBeGreaterThan(1)
  })

  it("must be there", () => {
    expect(() => drawTree(trees, { tree: 30 })).toThrow("There is no tree 30: price has trees 0 to 29.")
    expect(() => drawTree(trees, { tree: 0, output: "y" })).toThrow('The model has no output "y".')
    expect(() => drawTree(linear, { tree: 0 })).toThrow("Trees come from boosted trees, but this model is a linear model.") // prettier-ignore
  })
})

describe("errors", () => {
  it("say what is not there", async () => {
    await expect(explainModel(trees, { shap: true })).rejects.toMatchObject({ code: "usage/flag" })
    await expect(explainModel(linear, { shap: true, dataset })).rejects.toThrow(
      "Shapley values come from boosted trees",
    )
    await expect(explainModel(trees, { repeats: 0 })).rejects.toThrow("repeats is 0")
  })
})

it("rows are drawn evenly", async () => {
  const layout = layoutOf([{ key: "a", role: "input", dtype: "float32" }])
  async function* parts() {
    for (let start = 0; start < 1000; start += 100) {
      const data = Float32Array.from({ length: 100 }, (_, i) => start + i)
      yield { size: 100, tables: { inputs_float32: { dtype: "float32", shape: [100, 1], data } as const } }
    }
  }
  const { examples, seen } = await sampleRows(parts(), { layout, rows: 200, seed: 1 })
  const values = Array.from(examples.tables.inputs_float32!.data, Number)
  expect([examples.size, seen, new Set(values).size]).toEqual([200, 1000, 200])
  expect(values.reduce((sum, value) => sum + value, 0) / 200).toBeGreaterThan(420)
  expect(values.reduce((sum, value) => sum + value, 0) / 200).toBeLessThan(580)
})

it("numbers come back to their units", () => {
  const steps = [{ type: "parse_number" }, { type: "affine", subtract: 40, divide: 10 }, { type: "soft_clip", limit: 3 }] as const // prettier-ignore
  expect(inOwnUnits(steps, 2 / Math.sqrt(1 + 4 / 9))).toBeCloseTo(60)
  expect(inOwnUnits([{ type: "log1p" }], Math.log(8))).toBeCloseTo(7)
  const knots = { type: "interpolate", from: [0, 10, 30], to: [-1, 0, 1] } as const
  expect([-2, -1, -0.5, 0.5, 2].map((value) => inOwnUnits([knots], value))).toEqual([0, 0, 5, 20, 30])
})
