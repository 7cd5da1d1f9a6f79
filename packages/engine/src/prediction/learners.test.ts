// Boosted trees and linear models, used: predictTable, model.onnx through ONNX Runtime and the HTTP server say the same, and the learner itself.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  encodedColumn,
  linearOf,
  meansOfLinearScores,
  designMatrix,
  predictLinearScores,
  predictTreeScores,
  treesOf,
  type LinearDetails,
} from "@fidelio/core"
import { differences, runModel, type Row } from "../../../../test/support/exported-model.ts"
import { postJson } from "../../../../test/support/http.ts"
import {
  learnerConfig,
  learnerTable,
  predictedRows,
  runLearner,
  unevenRows,
  type LearnerType,
} from "../../../../test/support/learner-runs.ts"
import { expectSameRecords } from "../../../../test/support/same-records.ts"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { serve, type RunningServer } from "../serving/http/serve.ts"
import { learnerColumns } from "../training/learner-columns.ts"
import type { TrainResult } from "../training/run.ts"

const withGaps = Object.fromEntries(
  Object.entries(learnerTable).map(([name, values]) => [
    name,
    ["x", "y", "color"].includes(name)
      ? values.map((value, i) => ((i + name.length) % 6 === 0 ? null : value))
      : values,
  ]),
)
const rows = unevenRows(120)
const folder = temporaryFolder()
afterAll(() => folder[Symbol.asyncDispose]())

describe.each<[string, LearnerType, object]>([
  ["boosted trees", "gbm", {}],
  ["trees of dart", "gbm", { boosting_type: "dart", drop_rate: 0.4 }],
  ["a random forest", "gbm", { boosting_type: "rf", bagging_fraction: 0.6 }],
  ["a linear model", "linear", { l2: 0.001 }],
])("%s", (title, type, trainer) => {
  let result: TrainResult
  let path: string
  let expected: readonly Row[]
  let server: RunningServer
  beforeAll(async () => {
    const options = { sources: { dataset: withGaps }, outputDirectory: folder.path, modelName: title }
    result = await runLearner(learnerConfig(type, trainer), options)
    path = join(result.outputDirectory!, "model")
    expected = await predictedRows(result.model, rows)
    server = await serve({ models: { small: path }, port: 0, maxRows: 1000 })
  })
  afterAll(() => server.close())

  it("says in model.onnx what predictTable says, of missing values and unseen labels too", async () => {
    const exported = await runModel(await readFile(join(path, "model.onnx")), rows)
    const { largest, others } = differences(exported, expected)
    expect(others).toEqual([])
    expect(largest).toBeLessThan(1e-5)
  })

  it("says the same over HTTP", async () => {
    const { status, body } = await postJson(`${server.url}/batch_predict`, rows)
    expect(status).toBe(200)
    const { columns, data } = body as { readonly columns: readonly string[]; readonly data: readonly unknown[][] }
    const records = data.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]])))
    expectSameRecords(records, expected)
  })

  it("says what the learner's own arithmetic says", async () => {
    const { model, dataset } = result
    const { training } = dataset.splits
    const learnerRows = learnerColumns(model.features, dataset.layout, training)
    const probabilities = probabilitiesOf(result, learnerRows)
    const truth = encodedColumn(
      dataset.layout,
      training,
      model.features.find(({ key }) => key === "output:likes")!,
    )
    const losses = Array.from(truth, (target, i) => -Math.log(target === 1 ? probabilities[i]! : 1 - probabilities[i]!))
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length
    const told = result.trainingStatistics.training["likes"]!["loss"]!
    const { rates } = { rates: model.weights.get("likes.trees.rates")?.data.length }
    const at = rates === undefined ? 0 : rates / 10 - 1
    expect(told[at]! / mean).toBeCloseTo(1, 4)
  })
})

function probabilitiesOf({ model }: TrainResult, columns: ReturnType<typeof learnerColumns>): Float64Array {
  if (model.config.model_type === "gbm")
    return predictTreeScores(treesOf("likes", model.weights), columns).map((score) => 1 / (1 + Math.exp(-score)))
  const linear = linearOf("likes", model.weights, model.details["likes"] as unknown as LinearDetails)
  return meansOfLinearScores(linear, predictLinearScores(linear, designMatrix(columns)))
}
