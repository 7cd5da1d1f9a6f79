// Whole runs: rows in, a folder of results out.
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parseConfigObject, type ParsedConfig } from "@fidelio/core"
import { numbersOf } from "../../../../test/support/run-training.ts"
import { syntheticColumns } from "../../../../test/support/synthetic.ts"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import { loadModel } from "../artifact/save-model.ts"
import { evaluateTable } from "../evaluation/evaluate-table.ts"
import type { DataReady, ModelBuilt, TrainEnd, TrainingCallbacks } from "./callbacks.ts"
import { readDescription } from "./description.ts"
import { train, type TrainOptions, type TrainResult } from "./run.ts"

const columns = syntheticColumns(160)

const configOf = (trainer: object = {}, rest: object = {}): ParsedConfig =>
  parseConfigObject({
    input_features: [
      { name: "x", type: "number" },
      { name: "y", type: "number" },
      { name: "color", type: "category" },
      { name: "flag", type: "binary" },
    ],
    output_features: [
      { name: "price", type: "number" },
      { name: "size", type: "category" },
    ],
    combiner: { type: "concat", num_fc_layers: 1, output_size: 8, dropout: 0.1 },
    trainer: { epochs: 3, batch_size: 16, learning_rate: 0.01, ...trainer },
    ...rest,
  })

const run = (outputDirectory: string, options: Partial<TrainOptions> = {}): Promise<TrainResult> =>
  train({ config: configOf(), sources: { dataset: columns }, outputDirectory, ...options })

/** A run that is interrupted after its first steps. */
async function interruptedRun(directory: string, options: Partial<TrainOptions> = {}): Promise<TrainResult> {
  const abort = new AbortController()
  const callbacks = { onTrainStart: () => abort.abort() }
  return await run(directory, { ...options, callbacks, signal: abort.signal })
}

const filesIn = async (directory: string): Promise<readonly string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .map((path) => path.replace(/events\.out\.tfevents\..*/, "events"))
    .toSorted()
}

/** The table, without the first values of a column. */
const withMissing = (column: string, rows: number) => ({
  ...columns,
  [column]: columns[column]!.map((value, i) => (i < rows ? null : value)),
})

const modelFiles = [
  "config.yaml",
  "manifest.json",
  "model.onnx",
  "model_hyperparameters.json",
  "model_weights.safetensors",
  "training_set_metadata.json",
].map((name) => `model/${name}`)
const logs = ["test", "training", "validation"].map((split) => `model/logs/${split}/events`)

describe("the folder of a run", () => {
  it("has the model, its logs, the description and the statistics, and no checkpoint", async () => {
    await using folder = temporaryFolder()
    const { outputDirectory } = await run(folder.path)
    const expected = ["description.json", "training_statistics.json", ...modelFiles, ...logs]
    expect(await filesIn(outputDirectory!)).toEqual(expected.toSorted())
    const description = JSON.parse(await readFile(join(outputDirectory!, "description.json"), "utf8")) as object
    expect(description).toMatchObject({ command: "train", random_seed: 42, config: { trainer: { epochs: 3 } } })
  })

  it("describes the rows of each split, the model's parts and what it ran on, however often it was interrupted", async () => {
    await using folder = temporaryFolder()
    const events: (DataReady | ModelBuilt)[] = []
    const keep = (event: DataReady | ModelBuilt) => void events.push(event)
    const sources = { dataset: withMissing("price", 3) }
    const { outputDirectory } = await interruptedRun(folder.path, { sources })
    await run(folder.path, {
      sources,
      modelResumePath: outputDirectory,
      callbacks: { onDataReady: keep, onModelBuilt: keep },
    })
    const [data, model] = events as [DataReady, ModelBuilt] // in this order
    expect(data.dropped).toHaveLength(1)
    expect(await readDescription(outputDirectory!)).toMatchObject({
      split: { ...data.splits, dropped: data.dropped },
      model: { ...model },
      environment: { node: process.versions.node, onnxruntime: expect.stringMatching(/^\d+\./) as string },
    })
  })

  it.each([
    ["skipSaveTrainingDescription", "description.json"],
    ["skipSaveTrainingStatistics", "training_statistics.json"],
    ["skipSaveModel", "model/manifest.json"],
    ["skipSaveLog", "model/logs/training/events"],
  ] as const)("%s leaves out %s", async (skip, file) => {
    await using folder = temporaryFolder()
    const all = ["description.json", "training_statistics.json", "model/manifest.json", "model/logs/training/events"]
    let end: TrainEnd | undefined
    const callbacks = { onTrainEnd: (event: TrainEnd) => void (end = event) }
    const { outputDirectory, model } = await run(folder.path, { [skip]: true, callbacks })
    const files = await filesIn(outputDirectory!)
    expect(all.filter((name) => !files.includes(name))).toEqual([file])
    expect(end?.modelPath).toBe(skip === "skipSaveModel" ? undefined : join(outputDirectory!, "model"))
    expect(model.weights.size).toBeGreaterThan(0)
  })

  it("is not made where nothing is to be saved", async () => {
    await using folder = temporaryFolder()
    const { outputDirectory } = await run(folder.path, {
      skipSaveModel: true,
      skipSaveTrainingDescription: true,
      skipSaveTrainingStatistics: true,
      skipSaveLog: true,
      skipSaveProgress: true,
    })
    expect(outputDirectory).toBeUndefined()
    expect(await filesIn(folder.path)).toEqual([])
  })

  it("has checkpoints while the run lasts, unless they are not wanted", async () => {
    await using folder = temporaryFolder()
    const steps: number[] = []
    const callbacks: TrainingCallbacks = { onCheckpoint: ({ step }) => void steps.push(step) }
    await run(folder.path, { callbacks })
    expect(steps).toEqual([7, 14, 21])
    await run(folder.path, { callbacks, skipSaveProgress: true })
    expect(steps).toHaveLength(3)
  })
})

describe("training_statistics.json", () => {
  it("has a value an evaluation for each split, output and metric, as Ludwig's", async () => {
    await using folder = temporaryFolder()
    const { outputDirectory, trainingStatistics } = await run(folder.path)
    const written: unknown = JSON.parse(await readFile(join(outputDirectory!, "training_statistics.json"), "utf8"))
    expect(written).toEqual(trainingStatistics)
    expect(Object.keys(trainingStatistics)).toEqual([
      "training",
      "validation",
      "test",
      "evaluation_frequency",
      "evaluations",
    ])
    expect(trainingStatistics.evaluation_frequency).toEqual({ frequency: 1, period: "epoch" })
    for (const split of ["training", "validation", "test"] as const) {
      expect(Object.keys(trainingStatistics[split]).toSorted()).toEqual(["combined", "price", "size"])
      for (const metrics of Object.values(trainingStatistics[split]))
        for (const values of Object.values(metrics)) expect(values).toHaveLength(3)
    }
  })

  it("says how many steps lie between two evaluations", async () => {
    await using folder = temporaryFolder()
    const { trainingStatistics } = await run(folder.path, { config: configOf({ steps_per_checkpoint: 5 }) })
    expect(trainingStatistics.evaluation_frequency).toEqual({ frequency: 5, period: "step" })
    expect(trainingStatistics.evaluations.map(({ step }) => step)).toEqual([5, 10, 15, 20, 21])
    expect(trainingStatistics.validation["price"]!["loss"]).toHaveLength(5)
  })
})

describe("an interrupted run", () => {
  it("is resumed to the same model as one that was left alone", async () => {
    await using folder = temporaryFolder()
    const config = configOf({ epochs: 4, batch_size: 4, weight_averaging: 0.8 })
    const whole = await run(folder.path, { config })
    const first = await interruptedRun(folder.path, { config })
    expect(first.reason).toBe("interrupted")
    expect(first.trainingStatistics.training).toEqual({}) // inside of the first epoch
    expect(await filesIn(first.outputDirectory!)).not.toContain("model/manifest.json")
    const second = await run(folder.path, { config, modelResumePath: first.outputDirectory })
    expect(second.outputDirectory).toBe(first.outputDirectory)
    expect(numbersOf(second.model.weights)).toEqual(numbersOf(whole.model.weights))
    expect(second.trainingStatistics).toEqual(whole.trainingStatistics)
    const loaded = await loadModel(join(second.outputDirectory!, "model"))
    expect(numbersOf(loaded.weights)).toEqual(numbersOf(whole.model.weights))
  })

  it("by an error in a callback leaves no model, and can be resumed", async () => {
    await using folder = temporaryFolder()
    const mistake = new Error("a mistake in a callback")
    const callbacks: TrainingCallbacks = {
      onEvaluationEnd({ epoch }) {
        if (epoch === 2) throw mistake
      },
    }
    await expect(run(folder.path, { callbacks })).rejects.toBe(mistake)
    const [name = ""] = await readdir(folder.path)
    const files = await filesIn(join(folder.path, name))
    expect(files).not.toContain("model/manifest.json")
    expect(files).not.toContain("training_statistics.json")
    const resumed = await run(folder.path, { modelResumePath: join(folder.path, name) })
    const whole = await run(folder.path)
    expect(numbersOf(resumed.model.weights)).toEqual(numbersOf(whole.model.weights))
  })

  it("that had ended is as it was", async () => {
    await using folder = temporaryFolder()
    const first = await run(folder.path)
    const again = await run(folder.path, { modelResumePath: first.outputDirectory })
    expect(again.reason).toBe("finished")
    expect(numbersOf(again.model.weights)).toEqual(numbersOf(first.model.weights))
    expect(again.trainingStatistics).toEqual(first.trainingStatistics)
  })

  it("cannot be resumed with other data", async () => {
    await using folder = temporaryFolder()
    const { outputDirectory } = await interruptedRun(folder.path)
    const more = { sources: { dataset: syntheticColumns(200) }, modelResumePath: outputDirectory }
    await expect(run(folder.path, more)).rejects.toMatchObject({
      code: "training/resume",
      message: expect.stringContaining("112 training rows; now there are 140") as unknown,
    })
  })

  it("cannot be resumed with other values in as many rows", async () => {
    await using folder = temporaryFolder()
    const { outputDirectory } = await interruptedRun(folder.path)
    const other = { sources: { dataset: syntheticColumns(160, 99) }, modelResumePath: outputDirectory }
    await expect(run(folder.path, other)).rejects.toMatchObject({
      code: "training/resume",
      message: expect.stringContaining("other values in its 112 training rows") as unknown,
    })
  })

  it("cannot be resumed as another model", async () => {
    await using folder = temporaryFolder()
    const { outputDirectory } = await interruptedRun(folder.path)
    const combiner = { type: "concat", num_fc_layers: 1, output_size: 9 }
    const other = { config: configOf({}, { combiner }), modelResumePath: outputDirectory }
    await expect(run(folder.path, other)).rejects.toMatchObject({ code: "training/resume" })
  })
})

describe("a model to start from", () => {
  it("lends its weights, its vocabularies and what its encoders learned", async () => {
    await using folder = temporaryFolder()
    const first = await run(folder.path, { config: configOf({ epochs: 8 }) })
    const before = structuredClone(numbersOf(first.model.weights))
    // Other rows, in which other colors are frequent: ids must stay what they were.
    const other = syntheticColumns(160, 2)
    const dataset = { ...other, color: other["color"]!.map((color, i) => (i % 3 === 0 ? color : "green")) }
    const options = {
      sources: { dataset },
      initialModel: first.model,
      config: configOf({ epochs: 1, learning_rate: 1e-7 }),
    }
    const second = await run(folder.path, options)
    expect(second.model.features.map(({ steps }) => steps)).toEqual(first.model.features.map(({ steps }) => steps))
    expect(second.model.fittedEncoders).toEqual(first.model.fittedEncoders)
    expect(numbersOf(first.model.weights)).toEqual(before)
    for (const [name, values] of Object.entries(numbersOf(second.model.weights)))
      for (const [i, value] of Array.from(values, Number).entries())
        expect(value).toBeCloseTo(Number(before[name]![i]), 4)
  })
})

describe("metrics", () => {
  it("of the kept model are those that an evaluation of the same split finds, in the target's own units", async () => {
    await using folder = temporaryFolder()
    let end: TrainEnd | undefined
    const { model } = await run(folder.path, { callbacks: { onTrainEnd: (event) => void (end = event) } })
    const { statistics, report } = await evaluateTable(model, columns, { split: "test" })
    const found = end!.bestMetrics!.test!
    for (const [feature, metrics] of Object.entries(found)) {
      for (const [name, value] of Object.entries(metrics))
        expect(statistics[feature]![name], `${feature}.${name}`).toBeCloseTo(value!, 4)
    }
    const { targets, predicted } = report.collected("price")
    const truth = Array.from(targets, Number)
    const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length
    const residuals = truth.reduce((sum, value, i) => sum + (value - predicted.predictions[i]!) ** 2, 0)
    const total = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    expect(mean).toBeGreaterThan(50)
    expect(found["price"]!["r2"]).toBeCloseTo(1 - residuals / total, 4)
    expect(found["price"]!["mean_squared_error"]! / (residuals / truth.length)).toBeCloseTo(1, 3)
  })
})
