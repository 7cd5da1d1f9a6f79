// Partial dependence: of a linear model its coefficients, of every other what predictions of changed rows come to.
import { describe, expect, it } from "vitest"
import {
  learnerConfig,
  learnerTable,
  predictedRows,
  price,
  runLearner,
  threeOutputs,
} from "../../../../test/support/learner-runs.ts"
import { parseConfigObject } from "@fidelio/core"
import type { TrainedModel } from "../artifact/trained-model.ts"
import { explainModel } from "./explain-model.ts"
import type { DependenceExplanation, DependenceChoice } from "./partial-dependence.ts"

type Row = Readonly<Record<string, unknown>>

const rows: readonly Row[] = Array.from({ length: 120 }, (_, i) =>
  Object.fromEntries(Object.entries(learnerTable).map(([name, values]) => [name, values[i]])),
)

async function dependenceOf(model: TrainedModel, choice: DependenceChoice = {}): Promise<DependenceExplanation> {
  const { dependence } = await explainModel(model, { dataset: rows, dependence: choice, repeats: 1 })
  return dependence!
}

/** The mean of predictions of all rows with these values, by output and class. */
async function meanWith(model: TrainedModel, changed: Row, column: string): Promise<number> {
  const predicted = await predictedRows(
    model,
    rows.map((row) => ({ ...row, ...changed })),
  )
  return predicted.reduce((sum, row) => sum + Number(row[column]), 0) / rows.length
}

const columnOf = (output: string, ofClass: string | null): string =>
  output === "price" ? "price_predictions" : `${output}_probabilities_${ofClass ?? "True"}`

const small = { trainer: { epochs: 2, early_stop: -1 }, combiner: { type: "concat" } }
const network = { input_features: learnerConfig("gbm").config.input_features.map(({ name, type }) => ({ name, type })) }
const configs = {
  gbm: learnerConfig("gbm"),
  linear: learnerConfig("linear"),
  ecd: parseConfigObject({ ...network, output_features: threeOutputs, ...small }),
}

describe.each(["gbm", "linear", "ecd"] as const)("of %s", (type) => {
  it("is the mean of what is predicted for changed rows", { timeout: 60_000 }, async () => {
    const { model } = await runLearner(configs[type])
    const { dependences, ...drawn } = await dependenceOf(model, { points: 3, pairs: [["x", "color"]] })
    expect(drawn).toEqual({ rows: 120, rowsOfDataset: 120 })
    expect(new Set(dependences.map(({ meaning }) => meaning))).toEqual(
      new Set(["price", "probability of likes = True", ...["large", "middle", "small"].map((size) => `probability of size = ${size}`)]), // prettier-ignore
    )
    const names = dependences.filter(({ output }) => output === "price").map(({ columns }) => columns.join())
    expect(names).toEqual(["x", "y", "color", "flag", "x,color"])
    for (const { output, class: ofClass, columns, points } of dependences) {
      const { values, prediction } = points.at(-1)!
      const changed = Object.fromEntries(columns.map((name, i) => [name, values[i]]))
      const mean = await meanWith(model, changed, columnOf(output, ofClass))
      expect(Math.abs(prediction - mean), `${output} by ${columns.join()}`).toBeLessThan(1e-3 * Math.max(1, Math.abs(mean))) // prettier-ignore
    }
  })
})

describe("of a linear model", () => {
  it("has its coefficients for slopes, whatever the units of the columns", async () => {
    const input_features = [
      { name: "x", type: "number", preprocessing: { normalization: "zscore" } },
      { name: "y", type: "number", preprocessing: { missing_value_indicator: true } },
      { name: "color", type: "category" },
    ]
    const output_features = [{ ...price, preprocessing: { normalization: "minmax" } }]
    const { model } = await runLearner(learnerConfig("linear", {}, { input_features, output_features }))
    const explained = await explainModel(model, { dataset: rows, dependence: true, repeats: 1 })
    const slopes = new Map(explained.coefficients![0]!.coefficients.map((one) => [one.level ?? one.column, one.value]))
    const [x, y, color] = explained.dependence!.dependences
    const slope = ({ points }: NonNullable<typeof x>): number => {
      const [first, last] = [points[0]!, points.at(-1)!]
      return (last.prediction - first.prediction) / (Number(last.values[0]) - Number(first.values[0]))
    }
    const { divide } = model.features[0]!.steps.find((step) => step.type === "affine")!
    expect(slope(x!) / (slopes.get("x")! / divide)).toBeCloseTo(1, 3)
    expect(slope(y!) / slopes.get("y")!).toBeCloseTo(1, 3)
    expect(x!.points).toHaveLength(20)
    const levels = new Map(color!.points.map(({ values, prediction }) => [values[0], prediction]))
    const [[first, before], [second, after]] = [...levels] as unknown as [[string, number], [string, number]] // there are two
    expect(after - before).toBeCloseTo(slopes.get(second)! - slopes.get(first)!, 2)
  })
})

describe("choices", () => {
  it("are of columns that there are", async () => {
    const { model } = await runLearner(learnerConfig("linear", {}, { output_features: [price] }))
    const { dependences } = await dependenceOf(model, { columns: ["flag"], pairs: [["y", "x"]], points: 12 })
    expect(dependences.map(({ columns, points }) => [columns, points.length])).toEqual([
      [["flag"], 2],
      [["y", "x"], 100],
    ])
    const [first, second] = dependences[1]!.points
    expect(first!.values[0]).toBe(second!.values[0])
    await expect(dependenceOf(model, { columns: ["z"] })).rejects.toThrow('no input column "z"')
    await expect(dependenceOf(model, { points: 0 })).rejects.toThrow("points is 0")
    await expect(explainModel(model, { dependence: true })).rejects.toThrow("there is no dataset")
  })
})
