// Every example trains, is as good as it should be, and predicts; tables that are split already are taken as they are.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { fidelio, temporaryFolder, type Folder } from "../support/command.ts"
import { root } from "../support/sources.ts"

const tables = join(root, "node_modules/vega-datasets/data")

/** What each example should reach on its test split. */
const examples: readonly { name: string; table: string; output: string; metric: string; atLeast: number }[] = [
  { name: "birdstrikes", table: "birdstrikes.csv", output: "Wildlife Size", metric: "roc_auc", atLeast: 0.65 },
  { name: "cars", table: "cars.json", output: "Miles_per_Gallon", metric: "r2", atLeast: 0.8 },
  { name: "cars-linear", table: "cars.json", output: "Miles_per_Gallon", metric: "r2", atLeast: 0.75 },
  { name: "movies", table: "movies.json", output: "IMDB Rating", metric: "r2", atLeast: 0.5 },
  { name: "penguins", table: "penguins.json", output: "Species", metric: "accuracy", atLeast: 0.95 },
]

type Statistics = Record<string, Record<string, number>>
const statisticsOf = (folder: Folder): Statistics =>
  JSON.parse(readFileSync(folder.at("results/experiment_run/test_statistics.json"), "utf8")) as Statistics

describe("examples", () => {
  test("are all here, and told of", () => {
    const folders = readdirSync(join(root, "examples"), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map(({ name }) => name).toSorted()).toEqual(examples.map(({ name }) => name))
    const page = readFileSync(join(root, "examples/README.md"), "utf8")
    for (const { name, table } of examples) {
      expect(existsSync(join(root, "examples", name, "README.md"))).toBe(true)
      expect(page).toContain(`--config examples/${name}/config.yaml --dataset node_modules/vega-datasets/data/${table}`)
    }
  })

  test.for(examples)("$name", async ({ name, table, output, metric, atLeast }) => {
    using folder = temporaryFolder()
    const data = ["--dataset", join(tables, table), "--skip_save_processed_input"]
    const config = join(root, "examples", name, "config.yaml")
    const began = performance.now()
    const outcome = await fidelio(["experiment", "--config", config, ...data], { cwd: folder.path })
    expect(outcome).toMatchObject({ status: 0, stderr: "" })
    expect(statisticsOf(folder)[output]![metric]).toBeGreaterThan(atLeast)
    expect(performance.now() - began).toBeLessThan(60_000)
  })
})

test("tables that are split already: statistics come from the training table, metrics from the test table", async () => {
  using folder = temporaryFolder()
  const line = (i: number, scale: number): string => `${scale * Math.sin(i)},${Math.sin(i) > 0 ? "yes" : "no"}\n`
  const table = (name: string, from: number, to: number, scale = 1): string => {
    const lines = Array.from({ length: to - from }, (_, i) => line(from + i, scale))
    writeFileSync(folder.at(name), `a,y\n${lines.join("")}`)
    return name
  }
  const words = ["--training_set", table("training.csv", 0, 300), "--validation_set", table("validation.csv", 300, 360)]
  folder.write(
    "config.yaml",
    "input_features: [{name: a, type: number, preprocessing: {normalization: zscore}}]\noutput_features: [{name: y, type: binary}]\ntrainer: {epochs: 20}\n",
  )
  const test = ["--test_set", table("test.csv", 360, 400, 1000), "--json", "-c", "config.yaml"] // another scale, to be told apart
  const { status, stdout } = await fidelio(["experiment", ...words, ...test], { cwd: folder.path })
  expect(status).toBe(0)
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text) as { event: string; splits?: object })
  const ready = events.find(({ event }) => event === "data_ready")
  expect(ready?.splits).toEqual({ training: 300, validation: 60, test: 40 })
  const text = readFileSync(folder.at("results/experiment_run/model/training_set_metadata.json"), "utf8")
  expect(text).not.toMatch(/\b\d{3,}\.\d+/) // no mean or deviation of the test table
  expect(statisticsOf(folder)["y"]!["accuracy"]).toBeGreaterThan(0.9)
})
