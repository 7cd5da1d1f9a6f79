// Weights of rows: whole numbers do what repeating rows does, for every type of model.
import { describe, expect, it } from "vitest"
import { parseConfigObject, type ParsedConfig } from "@fidelio/core"
import { learnerConfig, predictedRows, runLearner } from "../../../../test/support/learner-runs.ts"
import { explainCoefficients } from "../explain/coefficients.ts"
import { syntheticColumns, type RawColumns } from "../../../../test/support/synthetic.ts"

const table = syntheticColumns(150, 3)
const weights = Array.from({ length: 150 }, (_, i) => (i * 7) % 4)
const weightedTable: RawColumns = { ...table, w: weights }
const repeatedTable: RawColumns = Object.fromEntries(
  Object.entries(table).map(([name, values]) => [name, values.flatMap((value, i) => Array(weights[i]!).fill(value))]), // of its own kind
)
const rows = Array.from({ length: 150 }, (_, i) =>
  Object.fromEntries(Object.entries(table).map(([name, values]) => [name, values[i]])),
)

/** Predictions of the numbers in some columns, trained on all rows of a table. */
async function predicted(config: ParsedConfig, trainingSet: RawColumns, columns: readonly string[]) {
  const { model } = await runLearner(config, { sources: { trainingSet } })
  const found = await predictedRows(model, rows)
  return found.flatMap((row) => columns.map((name) => Number(row[name])))
}

const weighted = { preprocessing: { weight_column: "w" } }
const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0)

const numbersOf = ["price_predictions", "likes_probability", "size_probability"]

describe("a linear model", () => {
  it("is that of repeated rows", async () => {
    const config = (settings: object) => learnerConfig("linear", { l2: 1e-3 }, { ...settings })
    const expected = await predicted(config({}), repeatedTable, numbersOf)
    const found = await predicted(config(weighted), weightedTable, numbersOf)
    expect(expected.every(Number.isFinite)).toBe(true)
    expect(largestDifference(found, expected)).toBeLessThan(2e-4) // of prices about 100, in float32
    const without = await predicted(config({}), table, numbersOf)
    expect(largestDifference(without, expected)).toBeGreaterThan(0.1)
  })
})

describe("coefficients", () => {
  const input_features = ["x", "y"].map((name) => ({ name, type: "number" }))
  const fitted = async (output: object, trainingSet: RawColumns, settings: object) => {
    const config = learnerConfig("linear", {}, { input_features, output_features: [output], ...settings })
    const { model } = await runLearner(config, { sources: { trainingSet } })
    return explainCoefficients(model).flatMap(({ coefficients }) => coefficients)
  }
  const closeTo = (value: number, expected: number): void =>
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected))

  it.each([
    { name: "price", type: "number" },
    { name: "likes", type: "binary" },
  ])("of $name are those of repeated rows", async (output) => {
    const expected = await fitted(output, repeatedTable, {})
    const found = await fitted(output, weightedTable, weighted)
    expect(found).toHaveLength(3)
    const count = weights.filter((weight) => weight > 0).length - 3
    const repeated = weights.reduce((sum, weight) => sum + weight, 0) - 3
    // least squares learns how far rows are off from as many rows as there are
    const factor = output.type === "number" ? Math.sqrt(repeated / count) : 1
    for (const [i, { value, statistics }] of found.entries()) {
      closeTo(value, expected[i]!.value)
      closeTo(statistics!.standardError, expected[i]!.statistics!.standardError * factor)
    }
  })
})

describe("trees", () => {
  const plain = {
    bagging_fraction: 1,
    feature_fraction: 1,
    min_data_in_leaf: 0,
    min_sum_hessian_in_leaf: 2,
    num_boost_round: 40,
    learning_rate: 0.2,
  }
  const outputs = [
    { name: "price", type: "number", preprocessing: { normalization: null } },
    { name: "likes", type: "binary" },
    { name: "size", type: "category" },
  ]
  const config = (settings: object) => learnerConfig("gbm", plain, { output_features: outputs, ...settings })

  it("are close to those of repeated rows", async () => {
    const expected = await predicted(config({}), repeatedTable, numbersOf)
    const found = await predicted(config(weighted), weightedTable, numbersOf)
    const meanDifference = (a: readonly number[]): number =>
      a.reduce((sum, value, i) => sum + Math.abs(value - expected[i]!), 0) / a.length
    const without = await predicted(config({}), table, numbersOf)
    expect(meanDifference(found)).toBeLessThan(meanDifference(without) / 5)
  })

  it("of one leaf predict the weighted mean", async () => {
    const stump = learnerConfig(
      "gbm",
      { ...plain, num_boost_round: 1, min_gain_to_split: 1e12 },
      { output_features: outputs.slice(0, 1), ...weighted },
    )
    const [first] = await predicted(stump, weightedTable, ["price_predictions"])
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const mean = (table["price"] as readonly number[]).reduce((sum, price, i) => sum + price * weights[i]!, 0) / total
    expect(first).toBeCloseTo(mean, 3)
  })

  it("multiply weights of rows and of classes", async () => {
    const likes = { ...outputs[1]!, loss: { type: "binary_weighted_cross_entropy", positive_class_weight: 3 } }
    const both = learnerConfig("gbm", plain, { output_features: [likes], ...weighted })
    const inOne = { ...table, v: weights.map((weight, i) => weight * (table["likes"]![i] === true ? 3 : 1)) }
    const one = learnerConfig("gbm", plain, { output_features: [outputs[1]], preprocessing: { weight_column: "v" } })
    const columns = ["likes_probability"]
    expect(await predicted(both, weightedTable, columns)).toEqual(await predicted(one, inOne, columns))
  })
})

describe("a network", () => {
  // all rows in one batch: then each step has the gradient of repeated rows
  const config = (settings: object, layers: object = {}) =>
    parseConfigObject({
      input_features: [
        { name: "x", type: "number", preprocessing: { normalization: null } },
        { name: "y", type: "number", preprocessing: { normalization: null } },
      ],
      output_features: [
        { name: "price", type: "number", preprocessing: { normalization: null } },
        { name: "likes", type: "binary" },
      ],
      combiner: { type: "concat", num_fc_layers: 1, output_size: 8, ...layers },
      trainer: { batch_size: 1000, epochs: 40, learning_rate: 0.05, early_stop: -1 },
      ...settings,
    })
  const columns = ["price_predictions", "likes_probability"]

  it.each([
    ["alone", {}],
    ["as an ensemble", { batch_ensemble: true, num_ensemble_members: 3 }],
  ])("%s is that of repeated rows", async (_, layers) => {
    const expected = await predicted(config({}, layers), repeatedTable, columns)
    const found = await predicted(config(weighted, layers), weightedTable, columns)
    const without = await predicted(config({}, layers), table, columns)
    expect(largestDifference(found, expected)).toBeLessThan(0.02)
    expect(largestDifference(without, expected)).toBeGreaterThan(0.2)
  })
})

describe("what is reported", () => {
  it("counts every row alike", async () => {
    const train = async (name: string) => {
      const config = learnerConfig("linear", { l2: 1e9 }, { preprocessing: { weight_column: name } })
      return await runLearner(config, { sources: { trainingSet: { ...table, a: weights.map((w) => w + 1), b: weights.map((w) => 2 * w + 2) } } }) // prettier-ignore
    }
    const [one, twice] = [await train("a"), await train("b")]
    expect(twice.trainingStatistics).toEqual(one.trainingStatistics)
  })
})
