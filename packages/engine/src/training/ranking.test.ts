// Ranking as a run: rows of a query, in any order of the table, put in order by their relevance.
import { describe, expect, it } from "vitest"
import { parseConfigObject, randomStream, type ParsedConfig } from "@fidelio/core"
import { abortedAfter } from "../../../../test/support/run-training.ts"
import { predictedRows, runLearner, weightsOf } from "../../../../test/support/learner-runs.ts"
import { findPython } from "../../../../test/support/python.ts"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { evaluateTable } from "../evaluation/evaluate-table.ts"
import { explainModel } from "../explain/explain-model.ts"
import { loadModel } from "../artifact/save-model.ts"

const random = randomStream(5)
const queries = 160
const inputs = ["a", "b", "c", "d"]

/** Rows of one query: the best tenth is worth 3, the next 2, and so on; what is best depends on the query. */
function rowsOfQuery(query: number) {
  const size = 10 + random.below(20)
  const context = random.normal()
  const rows = Array.from({ length: size }, () => {
    const [a, b, c] = [random.normal(), random.normal(), random.normal()]
    return { a, b, c, worth: a + b * c + context * c + 5 * context + 0.5 * random.normal() }
  })
  const order = rows.map(({ worth }) => worth).toSorted((x, y) => y - x)
  const graded = rows.map(({ worth, ...values }) => {
    const place = order.indexOf(worth) / size
    return { ...values, d: context, relevance: place < 0.1 ? 3 : place < 0.2 ? 2 : place < 0.4 ? 1 : 0 }
  })
  const split = query < 100 ? 0 : query < 130 ? 1 : 2
  return graded.map((row) => ({ ...row, query: `query ${query}`, split, chance: random.uniform() }))
}

const rows = Array.from({ length: queries }, (_, query) => rowsOfQuery(query))
  .flat()
  .toSorted((x, y) => x.chance - y.chance)
const sources = { dataset: rows }

const trainer = {
  objective: "lambdarank",
  num_boost_round: 100,
  learning_rate: 0.1,
  num_leaves: 15,
  min_data_in_leaf: 20,
  lambda_l2: 0,
  bagging_fraction: 1,
  feature_fraction: 1,
}
const fixedSplit = { group_column: "query", split: { type: "fixed", column: "split" } }

const configOf = (settings: object = {}, own: object = {}): ParsedConfig =>
  parseConfigObject({
    model_type: "gbm",
    input_features: inputs.map((name) => ({ name, type: "number" })),
    output_features: [{ name: "relevance", type: "number" }],
    preprocessing: fixedSplit,
    ...settings,
    trainer: { ...trainer, ...own },
  })

describe("ranking", () => {
  it("orders rows by what they are worth to their query", async () => {
    const { trainingStatistics, model } = await runLearner(configOf(), { sources })
    const metrics = trainingStatistics.test["relevance"]!
    expect(Object.keys(metrics)).toEqual([
      "loss",
      "ndcg",
      "ndcg_at_5",
      "ndcg_at_10",
      "mean_average_precision",
      "mean_reciprocal_rank",
    ])
    const best = (name: string) => Math.max(...metrics[name]!.map(Number))
    expect(best("ndcg")).toBeGreaterThan(0.85)
    expect(metrics["loss"]!.at(-1)).toBeCloseTo(1 - metrics["ndcg"]!.at(-1)!, 12)
    expect(model.config.trainer).toMatchObject({ validation_field: "relevance", validation_metric: "ndcg" })
    const one = rows.filter(({ query }) => query === "query 150")
    const scores = (await predictedRows(model, one.map(({ a, b, c, d }) => ({ a, b, c, d })))).map((row) => Number(row["relevance_predictions"])) // prettier-ignore
    const mean = (grades: readonly number[]) => {
      const own = scores.filter((_, i) => grades.includes(one[i]!.relevance))
      return own.reduce((sum, score) => sum + score, 0) / own.length
    }
    expect(mean([2, 3])).toBeGreaterThan(mean([0]))
  })

  it("is judged alike by every way to evaluate, in batches of any size", async () => {
    await using folder = temporaryFolder()
    const { outputDirectory, trainingStatistics } = await runLearner(configOf({}, { num_boost_round: 25 }), {
      sources,
      outputDirectory: folder.path,
    })
    const model = await loadModel(`${outputDirectory!}/model`)
    const expected = Object.entries(trainingStatistics.test["relevance"]!).map(([name, values]) => [name, values.at(-1)]) // prettier-ignore
    for (const batchSize of [7, 100_000]) {
      const bySplit = await evaluateTable(model, rows, { split: "test", batchSize })
      const byRows = await evaluateTable(model, rows.filter(({ split }) => split === 2), { batchSize }) // prettier-ignore
      for (const { statistics } of [bySplit, byRows])
        for (const [name, value] of expected) expect(statistics["relevance"]![name!]).toBeCloseTo(Number(value), 6)
    }
    const nameless = rows.map(({ a, b, c, d, relevance }) => ({ a, b, c, d, relevance }))
    await expect(evaluateTable(model, nameless)).rejects.toMatchObject({ code: "data/missing-column", at: "query" })
    const ungrouped = rows.map((row, i) => (i === 4 ? { ...row, query: null } : row))
    await expect(evaluateTable(model, ungrouped)).rejects.toMatchObject({
      code: "data/value",
      message: 'the group column "query" holds nothing in row 5; every row belongs to a group',
    })
  })

  it("is explained by what its trees minimise, where that was followed", async () => {
    const { model } = await runLearner(configOf({}, { validation_metric: "loss", num_boost_round: 25 }), { sources })
    const { permutation } = await explainModel(model, { dataset: rows, repeats: 1 })
    expect(permutation).toMatchObject({ output: "relevance", direction: "minimize" })
    expect(permutation!.columns[0]!.drop).toBeGreaterThan(0)
  })

  it("follows any of its metrics, and deals out whole queries by chance", async () => {
    const chance = { group_column: "query" }
    const config = configOf({ preprocessing: chance }, { validation_metric: "ndcg_at_5", num_boost_round: 50 })
    const { model, dataset } = await runLearner(config, { sources })
    expect(model.config.trainer.validation_metric).toBe("ndcg_at_5")
    const sizes = Object.values(dataset.splits).map(({ size }) => size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(rows.length)
  })

  it("is explained by what a column is worth to the order", async () => {
    const { model } = await runLearner(configOf({}, { num_boost_round: 25 }), { sources })
    const { statistics } = await evaluateTable(model, rows)
    const { permutation } = await explainModel(model, { dataset: rows, repeats: 1, maxRows: rows.length })
    expect(permutation).toMatchObject({ output: "relevance", metric: "ndcg" })
    expect(permutation!.baseline).toBeCloseTo(Number(statistics["relevance"]!["ndcg"]), 6)
  })

  it("goes on where it was interrupted", async () => {
    await using folder = temporaryFolder()
    const config = configOf({}, { num_boost_round: 30, boosting_rounds_per_checkpoint: 10 })
    const whole = await runLearner(config, { sources })
    const run = { sources, outputDirectory: folder.path }
    const first = await runLearner(config, { ...run, signal: abortedAfter(17) })
    const second = await runLearner(config, { ...run, modelResumePath: first.outputDirectory })
    expect(weightsOf(second)).toEqual(weightsOf(whole))
  })

  it("takes whole numbers from 0 up for relevance", async () => {
    const odd = rows.map((row, i) => (i === 50 ? { ...row, split: 0, query: "query 0", relevance: 1.5 } : row))
    const run = runLearner(configOf(), { sources: { dataset: odd } })
    await expect(run).rejects.toMatchObject({ code: "data/value", at: "relevance" })
  })

  it("weighs rows where they have weights", async () => {
    const weighted = rows.map((row) => ({ ...row, w: row.a > 0 ? 1 : 1e-6 }))
    const own = { ...fixedSplit, weight_column: "w" }
    const few = { num_boost_round: 5 }
    const with_ = await runLearner(configOf({ preprocessing: own }, few), { sources: { dataset: weighted } })
    const without = await runLearner(configOf({}, few), { sources: { dataset: weighted } })
    expect(weightsOf(with_)).not.toEqual(weightsOf(without))
  })
})

const python = findPython(["lightgbm", "numpy"])
const missing = "missing" in python ? python.missing : undefined

const script = `
import json, sys, numpy, lightgbm
rows, settings = json.load(open(sys.argv[1]))
rows.sort(key=lambda row: row["query"])
parts = [[row for row in rows if row["split"] == split] for split in range(3)]
inputs = lambda part: numpy.array([[row[name] for name in "abcd"] for row in part])
groups = lambda part: numpy.unique([row["query"] for row in part], return_counts=True)[1]
table = lambda part: lightgbm.Dataset(inputs(part), [row["relevance"] for row in part], group=groups(part))
trained = lightgbm.train({**settings, "verbose": -1, "num_threads": 1}, table(parts[0]), 100)
print(json.dumps([{**row, "score": score} for part in parts for row, score in zip(part, trained.predict(inputs(part)))]))
`

/** NDCG of scored rows, over queries. */
function ndcgOf(scored: readonly { readonly query: string; readonly relevance: number; readonly score: number }[]) {
  const worth = (grades: readonly number[]) =>
    grades.reduce((sum, grade, i) => sum + (2 ** grade - 1) / Math.log2(i + 2), 0)
  const found = Object.values(Object.groupBy(scored, ({ query }) => query)).map((group) => {
    const grades = group!.toSorted((x, y) => y.score - x.score).map(({ relevance }) => relevance)
    return worth(grades) / worth(grades.toSorted((x, y) => y - x))
  })
  return found.reduce((sum, value) => sum + value, 0) / found.length
}

describe("beside LightGBM", () => {
  it.skipIf(missing !== undefined)(`orders as well${missing === undefined ? "" : `: ${missing}`}`, async () => {
    if ("missing" in python) return
    await using folder = temporaryFolder()
    const file = folder.file("rows.json", JSON.stringify([rows, trainer]))
    const theirs = JSON.parse(await python.run(script, [file])) as ((typeof rows)[number] & {
      readonly score: number
    })[]
    const { model } = await runLearner(configOf({}, { early_stop: -1, skip_all_evaluation: true }), { sources })
    const predictions = await predictedRows(model, rows)
    const ours = rows.map((row, i) => ({ ...row, score: Number(predictions[i]!["relevance_predictions"]) }))
    const unseen = <Row extends { readonly split: number }>(all: readonly Row[]) => all.filter(({ split }) => split > 0)
    expect(ndcgOf(unseen(ours))).toBeGreaterThan(0.99 * ndcgOf(unseen(theirs)))
    expect(ndcgOf(unseen(ours))).toBeLessThan(1.01 * ndcgOf(unseen(theirs)))
  })
})
