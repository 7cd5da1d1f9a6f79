// Fitting as a run: here or in a thread, interrupted, and what is told of the coefficients.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { CancelledError, DataError } from "@fidelio/core"
import { temporaryFolder } from "../../../../test/support/tables.ts"
import {
  learnerConfig,
  learnerTable,
  onlyFolder,
  predictedRows,
  runLearner,
  threeOutputs,
  weightsOf,
} from "../../../../test/support/learner-runs.ts"
import { syntheticColumns } from "../../../../test/support/synthetic.ts"
import { fitJob, valuesHere, type LinearJob } from "./linear-fit.ts"
import { explainCoefficients } from "../explain/coefficients.ts"

const job = (rows = 200): LinearJob => {
  const x = Float32Array.from({ length: rows }, (_, i) => Math.sin(i * 12.9898) * 3)
  const targets = x.map((value, i) => 2 * value + (i % 3) + Math.cos(i * 78.233))
  const levels = Int32Array.from({ length: rows }, (_, i) => i % 3)
  return {
    columns: [
      { kind: "number", values: x, name: "x" },
      { kind: "category", values: levels, levels: 3, name: "level" },
    ],
    rows,
    targets,
    options: { family: "squared_error", settings: { l1: 0.01 } },
  }
}

describe("a fit", () => {
  it("is the same in a thread", async () => {
    const [here, there] = [await fitJob(job(), { inThread: false }), await fitJob(job(), { inThread: true })]
    expect(there).toEqual(here)
    expect(here.coefficients[0]![0]).toBeCloseTo(2, 1)
  })

  it("tells the same error from a thread", async () => {
    const wrong = { ...job(), options: { family: "poisson" } } as const
    const [here, there] = [false, true].map((inThread) =>
      fitJob({ ...wrong, ...job(), options: wrong.options }, { inThread }).catch((error: unknown) => error),
    )
    expect(await here).toBeInstanceOf(DataError)
    expect(await there).toBeInstanceOf(DataError)
    expect((await there) as DataError).toMatchObject({ message: ((await here) as DataError).message })
  })

  it("ends soon after it was interrupted", async () => {
    const abort = new AbortController()
    const fit = fitJob(job(100_000), { inThread: true, signal: abort.signal })
    abort.abort()
    await expect(fit).rejects.toBeInstanceOf(CancelledError)
    await expect(fitJob(job(), { signal: abort.signal })).rejects.toBeInstanceOf(CancelledError)
  })
})

describe("a run", () => {
  it("that was interrupted leaves no model, and begins anew when it is resumed", async () => {
    await using folder = temporaryFolder()
    const abort = new AbortController()
    const callbacks = { onTrainStart: () => abort.abort() }
    const options = { outputDirectory: folder.path, callbacks, signal: abort.signal }
    await expect(runLearner(learnerConfig("linear"), options)).rejects.toMatchObject({ code: "cancelled" })
    const modelResumePath = await onlyFolder(folder.path)
    const resumed = await runLearner(learnerConfig("linear"), { outputDirectory: folder.path, modelResumePath })
    expect(resumed.outputDirectory).toBe(modelResumePath)
    expect(weightsOf(resumed)).toEqual(weightsOf(await runLearner(learnerConfig("linear"))))
    const again = await runLearner(learnerConfig("linear"), { outputDirectory: folder.path, modelResumePath })
    expect(again.reason).toBe("finished")
  })

  it("of a large table is fitted in a thread", async () => {
    const table = syntheticColumns(valuesHere / 4 / 0.7 + 1000)
    const config = learnerConfig("linear", {}, { output_features: [threeOutputs[0]] })
    const { trainingStatistics } = await runLearner(config, { sources: { dataset: table } })
    expect(trainingStatistics.validation["price"]!["r2"]![0]).toBeGreaterThan(0.95)
  })
})

describe("coefficients.csv", () => {
  const read = async (directory: string): Promise<readonly Readonly<Record<string, string>>[]> => {
    const [head = "", ...lines] = (await readFile(join(directory, "coefficients.csv"), "utf8")).trim().split("\n")
    const names = head.split(",")
    return lines.map((line) => Object.fromEntries(line.split(",").map((field, i) => [names[i]!, field])))
  }

  it("has what an explanation has, in the output's own units", async () => {
    await using folder = temporaryFolder()
    const output_features = [{ name: "price", type: "number", preprocessing: { normalization: "zscore" } }]
    const config = learnerConfig("linear", {}, { output_features })
    const { model } = await runLearner(config, { outputDirectory: folder.path })
    const lines = await read(await onlyFolder(folder.path))
    const [explained] = explainCoefficients(model)
    expect(lines.map(({ coefficient }) => Number(coefficient))).toEqual(explained!.coefficients.map(({ value }) => value)) // prettier-ignore
    expect(lines.map(({ feature, level }) => [feature, level])).toEqual(
      explained!.coefficients.map(({ column, level }) => [column ?? "(intercept)", level ?? ""]),
    )
    expect(Number(lines.find(({ feature }) => feature === "x")!["coefficient"])).toBeCloseTo(20, 0)
    expect(lines[0]!["score"]).toBe("price")
  })

  it("has a line a coefficient, in the units of the data, with its statistics", async () => {
    await using folder = temporaryFolder()
    const { model } = await runLearner(learnerConfig("linear"), { outputDirectory: folder.path })
    const lines = await read(await onlyFolder(folder.path))
    const [intercept, x, y] = lines.filter(({ output }) => output === "price")
    expect([intercept, x, y].map((line) => line!["feature"])).toEqual(["(intercept)", "x", "y"])
    expect(Number(x!["coefficient"])).toBeCloseTo(20, 0)
    expect(Number(y!["coefficient"])).toBeCloseTo(-20, 0)
    expect(Number(x!["lower"])).toBeLessThan(20.5)
    expect(Number(x!["upper"])).toBeGreaterThan(19.5)
    expect(Number(x!["p_value"])).toBeLessThan(1e-6)
    const ratio = Number(x!["coefficient"]) / Number(x!["standard_error"])
    expect(Number(x!["statistic"])).toBeCloseTo(ratio, 8)
    const levels = lines.filter(({ output, feature }) => output === "price" && feature === "color")
    expect(levels.map(({ level }) => level)).toContain("red")
    expect(levels.filter(({ note }) => note === "reference")).toHaveLength(1)
    expect(new Set(lines.filter(({ output }) => output === "size").map((line) => line["class"]))).toEqual(
      new Set(["small", "middle", "large"]),
    )
    const [base, shifted] = await predictedRows(model, [
      { x: 0, y: 0, color: "red", flag: true },
      { x: 1, y: 0, color: "red", flag: true },
    ])
    const step = (shifted!["price_predictions"] as number) - (base!["price_predictions"] as number)
    expect(step).toBeCloseTo(Number(x!["coefficient"]), 3)
  })

  it("says why there are no statistics", async () => {
    await using folder = temporaryFolder()
    await runLearner(learnerConfig("linear", { l2: 1 }), { outputDirectory: folder.path })
    const lines = await read(await onlyFolder(folder.path))
    expect(lines[0]).toMatchObject({
      feature: "(intercept)",
      standard_error: "",
      note: expect.stringMatching(/penalty/) as unknown,
    })
  })
})

describe("feature_importance.json", () => {
  it("has gains and splits of each column, by output", async () => {
    await using folder = temporaryFolder()
    await runLearner(learnerConfig("gbm"), { outputDirectory: folder.path, sources: { dataset: learnerTable } })
    const path = join(await onlyFolder(folder.path), "feature_importance.json")
    const found = JSON.parse(await readFile(path, "utf8")) as Record<string, Record<string, Record<string, number>>>
    expect(Object.keys(found)).toEqual(["price", "likes", "size"])
    const price = found["price"]!
    expect(Object.keys(price).slice(0, 2).toSorted()).toEqual(["x", "y"])
    expect(price["x"]!["gain"]).toBeGreaterThan(price["flag"]!["gain"]!)
    expect(price["x"]!["split"]).toBeGreaterThan(0)
  })

  it("is left out with the statistics", async () => {
    await using folder = temporaryFolder()
    await runLearner(learnerConfig("gbm"), { outputDirectory: folder.path, skipSaveTrainingStatistics: true })
    const path = join(await onlyFolder(folder.path), "feature_importance.json")
    await expect(readFile(path)).rejects.toMatchObject({ code: "ENOENT" })
  })
})
