// Boosted trees and linear models by the commands that a person types: train, evaluate, predict, export, serve.
import { existsSync, readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { afterAll, describe, expect, test } from "vitest"
import { exportFormats } from "../../packages/engine/src/export/index.ts"
import { fidelio, outcomeOf, startFidelio, temporaryFolder, type Outcome } from "../support/command.ts"
import { differences, runModel, type Row } from "../support/exported-model.ts"
import { postJson } from "../support/http.ts"
import { syntheticColumns } from "../support/synthetic.ts"

const columns = syntheticColumns(400, 5)
const table: readonly Row[] = columns["x"]!.map((x, i) => ({
  x: i % 9 === 4 ? null : x,
  y: columns["y"]![i],
  color: i % 11 === 7 ? null : columns["color"]![i],
  flag: columns["flag"]![i],
  price: columns["price"]![i],
  likes: columns["likes"]![i],
  size: columns["size"]![i],
}))

const features = `
input_features:
  - {name: x, type: number}
  - {name: y, type: number}
  - {name: color, type: category}
  - {name: flag, type: binary}
output_features:
  - {name: price, type: number}
  - {name: likes, type: binary}
  - {name: size, type: category}
`
const told = { gbm: /stopped early|rounds done/, linear: /fitted/ }
const reports = { gbm: "feature_importance.json", linear: "coefficients.csv" }
const model = "results/experiment_run/model"

describe.each(["gbm", "linear"] as const)("a %s model", (type) => {
  const folder = temporaryFolder()
  const cwd = folder.path
  afterAll(() => folder[Symbol.dispose]())
  const run = async (...words: readonly string[]): Promise<Outcome> => {
    const outcome = await fidelio(words, { cwd })
    expect(outcome, words.join(" ")).toMatchObject({ status: 0, stderr: "" })
    return outcome
  }

  test("goes through every command", async () => {
    folder.write("data.json", JSON.stringify(table))
    folder.write("config.yaml", `model_type: ${type}${features}`)
    const { stdout } = await run("train", "-c", "config.yaml", "-d", "data.json")
    expect(stdout).toMatch(told[type])
    expect(existsSync(folder.at("results/experiment_run", reports[type]))).toBe(true)

    const evaluated = await run("evaluate", "-m", model, "-d", "data.json", "-od", "evaluated")
    expect(evaluated.stdout).toMatch(/roc_auc/)
    const statistics = JSON.parse(readFileSync(folder.at("evaluated/test_statistics.json"), "utf8")) as {
      readonly likes: { readonly roc_auc: number }
    }
    expect(statistics.likes.roc_auc).toBeGreaterThan(0.9)

    await run("predict", "-m", model, "-d", "data.json", "-od", "predicted", "--output_format", "json")
    const predicted = JSON.parse(readFileSync(folder.at("predicted/predictions.json"), "utf8")) as readonly Row[]
    expect(predicted).toHaveLength(table.length)

    for (const { type: format } of exportFormats.filter(({ type: name }) => name !== "web"))
      await run("export_model", "-m", model, "-f", format)
    await run("export_model", "-m", model, "-o", "small.onnx", "--weights", "int8")
    const exported = await runModel(readFileSync(folder.at("model.onnx")), table)
    const { largest, others } = differences(exported, predicted)
    expect(others).toEqual([])
    expect(largest).toBeLessThan(1e-5)

    const child = startFidelio(["serve", "-m", model, "--port", "0", "--json"], { cwd })
    const ended = outcomeOf(child)
    const { promise, resolve } = Promise.withResolvers<string>()
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const event = JSON.parse(line) as { readonly event: string; readonly url: string }
      if (event.event === "serving") resolve(event.url)
    })
    const { price: _, likes: __, size: ___, ...inputs } = table[4]!
    const { status, body } = await postJson(`${await promise}/predict`, inputs)
    child.kill("SIGTERM")
    expect(status).toBe(200)
    const { price_predictions: price } = body as { readonly price_predictions: number }
    expect(price).toBeCloseTo(predicted[4]!["price_predictions"] as number, 2)
    expect(await ended).toMatchObject({ status: 0 })
  })
})
