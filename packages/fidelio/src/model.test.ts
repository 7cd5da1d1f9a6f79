import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ConfigError, type ConfigInput, FidelioError, FidelioModel } from "./index.ts"

const folder = mkdtempSync(join(tmpdir(), "fidelio-model-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Is a larger than b? */
const rows = Array.from({ length: 200 }, (_, i) => {
  const a = Math.sin(i * 7.1)
  const b = Math.cos(i * 3.3)
  return { a, b, larger: a > b ? "yes" : "no", sum: 100 + a + b }
})

const config: ConfigInput = {
  input_features: [
    { name: "a", type: "number" },
    { name: "b", type: "number" },
  ],
  output_features: [
    { name: "larger", type: "binary" },
    { name: "sum", type: "number" },
  ],
  combiner: { type: "concat", num_fc_layers: 1, output_size: 32 },
  trainer: { epochs: 30, batch_size: 16, learning_rate: 0.01 },
}
const quiet = { skipSaveProcessedInput: true, skipSaveLog: true, skipSaveProgress: true }

describe("FidelioModel", () => {
  const model = new FidelioModel(config)
  let directory = ""

  beforeAll(async () => {
    const { outputDirectory, trainingStatistics, reason } = await model.train({
      ...quiet,
      dataset: rows,
      outputDirectory: folder,
    })
    directory = outputDirectory!
    expect(["epochs", "early_stop"]).toContain(reason)
    expect(trainingStatistics.training["larger"]!["roc_auc"]!.length).toBeGreaterThan(0)
  })

  it("predicts for rows and for columns alike", async () => {
    const { predictions } = await model.predict({ dataset: rows.slice(0, 5) })
    const columns = { a: Float64Array.from(rows.slice(0, 5), ({ a }) => a), b: rows.slice(0, 5).map(({ b }) => b) }
    const again = await model.predict({ dataset: columns })
    expect(predictions.rows()).toEqual(again.predictions.rows())
    expect(predictions.size).toBe(5)
    expect(Object.keys(predictions.columns)).toContain("sum_predictions")
    expect(predictions.rows()[0]!["sum_predictions"]).toBeCloseTo(rows[0]!.sum, 0)
  })

  it("evaluates, with statistics of each output", async () => {
    const { statistics, predictions } = await model.evaluate({ dataset: rows })
    expect(statistics["larger"]!["accuracy"]).toBeGreaterThan(0.85)
    expect(statistics["larger"]).toHaveProperty("confusion_matrix")
    expect(statistics["sum"]!["r2"]).toBeGreaterThan(0.5)
    expect(predictions.size).toBe(rows.length)
  })

  it("predicts the same after saving and loading", async () => {
    const path = join(folder, "copy")
    await model.save(path)
    const before = await model.predict({ dataset: rows })
    for (const place of [path, join(directory, "model")]) {
      const loaded = await FidelioModel.load(place)
      expect((await loaded.predict({ dataset: rows })).predictions.rows()).toEqual(before.predictions.rows())
      expect((await loaded.renderConfig()).trainer).toMatchObject({ epochs: 30 })
    }
  })

  it("exports, and says what smaller weights change", async () => {
    const output = join(folder, "exported.onnx")
    const { files, change } = await model.export({ format: "onnx", output, weights: "float16", dataset: rows })
    expect(files).toEqual([{ path: output, bytes: change!.bytes.after }])
    const { before, after } = change!.measured!.metrics["larger"]!["roc_auc"]!
    expect(after).toBeCloseTo(before!, 3)
    await expect(new FidelioModel(config).export({ format: "types" })).rejects.toMatchObject({
      code: "artifact/not-found",
    })
  })

  it("gives statistics of the test split for an experiment, and stops when a callback says so", async () => {
    const { statistics, reason, outputDirectory } = await new FidelioModel(config).experiment({
      ...quiet,
      dataset: rows,
      skipSaveModel: true,
      skipSaveTrainingDescription: true,
      skipSaveTrainingStatistics: true,
      skipSaveProgress: true,
      skipSaveLog: true,
      callbacks: { onEvaluationEnd: () => "stop" },
    })
    expect(reason).toBe("callback")
    expect(outputDirectory).toBeUndefined()
    expect(statistics).toHaveProperty("larger.accuracy")
  })

  it("takes YAML text, and tells its mistakes when it is needed", async () => {
    const broken = new FidelioModel("input_features: [{name: a, type: nubmer}]\noutput_features: []\n")
    await expect(broken.train({ dataset: rows })).rejects.toBeInstanceOf(ConfigError)
    const missing = new FidelioModel("nowhere.yaml")
    await expect(missing.renderConfig()).rejects.toMatchObject({ code: "config/not-found" })
    await expect(missing.predict({ dataset: rows })).rejects.toBeInstanceOf(FidelioError)
  })

  it("is typed by the schema", () => {
    const feature = { name: "a", type: "number" } as const
    // @ts-expect-error -- there is no such encoder
    const wrong: ConfigInput["input_features"][number] = { ...feature, encoder: { type: "embed" } }
    // @ts-expect-error -- there is no such key
    const unknown: ConfigInput["trainer"] = { epohcs: 3 }
    expect([wrong, unknown]).toHaveLength(2)
  })
})
