// The command, whole: trains, predicts, evaluates, is interrupted, and says what is wrong.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { contentsOf, fidelio, type Outcome, outcomeOf, startFidelio, temporaryFolder } from "../support/command.ts"
import { root } from "../support/sources.ts"

type Event = Readonly<Record<string, unknown>> & { readonly event: string }

/** The events of `--json`. */
const eventsOf = ({ stdout }: Outcome): readonly Event[] =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Event)

const sampleData = (name: string): string => join(root, "node_modules/vega-datasets/data", name)

const penguins = sampleData("penguins.json")
const config = join(root, "examples/penguins/config.yaml")
const training = ["--config", config, "--dataset", penguins, "--skip_save_processed_input"]

const succeeded = (outcome: Outcome): Outcome => {
  expect(outcome).toMatchObject({ status: 0, stderr: "" })
  return outcome
}
const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"))

describe("fidelio train", () => {
  it("trains on the penguins and leaves a model that predicts and is evaluated", async () => {
    using folder = temporaryFolder()
    const cwd = folder.path
    const { stdout } = succeeded(await fidelio(["train", ...training], { cwd }))
    for (const part of ["Data ", "Model ", "Training ", "Result ", "★", "fidelio predict --model_path"]) {
      expect(stdout).toContain(part)
    }
    const model = "results/experiment_run/model"
    expect(readdirSync(join(cwd, "results/experiment_run")).sort()).toEqual([
      "description.json",
      "model",
      "training_statistics.json",
    ])

    for (const format of ["csv", "parquet", "json", "jsonl"]) {
      const words = ["predict", "-m", model, "--dataset", penguins, "--output_format", format]
      succeeded(await fidelio(words, { cwd }))
      expect(existsSync(join(cwd, `results/predictions.${format}`))).toBe(true)
    }
    const rows = readJson(join(cwd, "results/predictions.json")) as { Species_predictions: string }[]
    const lines = readFileSync(join(cwd, "results/predictions.csv"), "utf8").trimEnd().split("\n")
    expect(rows).toHaveLength(344)
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(rows.map((row) => row.Species_predictions))
    const truth = (readJson(penguins) as { Species: string }[]).map((row) => row.Species)
    expect(rows.filter((row, i) => row.Species_predictions === truth[i]).length / rows.length).toBeGreaterThan(0.95)

    const parquet = ["evaluate", "--model-path", model, "--dataset", penguins, "--split", "test", "--json"]
    const [evaluated] = eventsOf(succeeded(await fidelio(parquet, { cwd })))
    expect(evaluated).toMatchObject({ event: "evaluated", split: "test", rows: 69 })
    expect(readJson(join(cwd, "results/test_statistics.json"))).toMatchObject({
      Species: { accuracy: expect.any(Number) as number, overall_stats: {}, per_class_stats: { Adelie: {} } },
    })
  })

  it("tells everything as JSON lines", async () => {
    using folder = temporaryFolder()
    const cwd = folder.path
    const words = ["experiment", ...training, "--json", "--skip_save_model"]
    const events = eventsOf(succeeded(await fidelio(words, { cwd })))
    const names = [...new Set(events.map(({ event }) => event))]
    expect(names).toEqual(
      expect.arrayContaining(["data_ready", "model_built", "train_start", "evaluation_end", "train_end", "evaluated"]),
    )
  })

  it("saves and can be resumed after Ctrl-C", async () => {
    using folder = temporaryFolder()
    const cwd = folder.path
    const long = join(cwd, "long.yaml")
    writeFileSync(long, `${readFileSync(config, "utf8")}\ntrainer: {epochs: 3000, early_stop: -1}\n`)
    const words = ["train", "-c", long, "-d", penguins, "--skip_save_processed_input", "--json"]
    const interrupted = async (...more: readonly string[]) => {
      const child = startFidelio([...words, ...more], { cwd })
      const stop = (text: unknown): void => {
        if (!String(text).includes('"evaluation_end"')) return
        child.stdout?.off("data", stop) // a second signal would not wait
        child.kill("SIGINT")
      }
      child.stdout?.on("data", stop)
      const outcome = await outcomeOf(child)
      expect(outcome.status).toBe(130)
      const events = eventsOf(outcome)
      return {
        start: events.find(({ event }) => event === "train_start"),
        end: events.find(({ event }) => event === "train_end"),
      }
    }
    const first = await interrupted()
    expect(first.end).toMatchObject({ reason: "interrupted" })
    const second = await interrupted("--model_resume_path", "results/experiment_run")
    expect(second.start).toMatchObject({ resumedAtStep: first.end!["steps"] })
    expect(second.end!["steps"]).toBeGreaterThan(Number(first.end!["steps"]))
  })
})

describe("fidelio init_config", () => {
  it("writes a config that trains", async () => {
    using folder = temporaryFolder()
    const cwd = folder.path
    const cars = sampleData("cars.json")
    succeeded(await fidelio(["init_config", "-d", cars, "-t", "Miles_per_Gallon", "-o", "cars.yaml"], { cwd }))
    const words = ["experiment", "-c", "cars.yaml", "-d", cars, "--skip_save_processed_input"]
    succeeded(await fidelio(words, { cwd }))
    const statistics = readJson(join(cwd, "results/experiment_run/test_statistics.json"))
    expect(statistics).toMatchObject({ Miles_per_Gallon: { r2: expect.any(Number) as number } })
    const again = await fidelio(["init_config", "-d", cars, "-t", "Miles_per_Gallon", "-o", "cars.yaml"], { cwd })
    expect(again).toMatchObject({ status: 7, stderr: expect.stringContaining("is there already") as string })
  })
})

describe.each([
  ["gbm", "feature_importance.json"],
  ["linear", "coefficients.csv"],
])("fidelio init_config --model_type %s", (type, report) => {
  it("writes a config that trains", async () => {
    using folder = temporaryFolder()
    const cwd = folder.path
    const cars = sampleData("cars.json")
    const words = ["-d", cars, "-t", "Miles_per_Gallon", "--model_type", type, "-o", "cars.yaml"]
    succeeded(await fidelio(["init_config", ...words], { cwd }))
    succeeded(await fidelio(["train", "-c", "cars.yaml", "-d", cars, "--skip_save_processed_input"], { cwd }))
    expect(existsSync(join(cwd, "results/experiment_run", report))).toBe(true)
  })
})

describe("fidelio render_config and export_schema", () => {
  it("print what can be used again", async () => {
    using folder = temporaryFolder()
    const cwd = folder.path
    const rendered = succeeded(await fidelio(["render_config", "-c", config], { cwd })).stdout
    writeFileSync(join(cwd, "rendered.yaml"), rendered)
    expect(succeeded(await fidelio(["render_config", "-c", "rendered.yaml"], { cwd })).stdout).toBe(rendered)
    const schema = JSON.parse(succeeded(await fidelio(["export_schema"], { cwd })).stdout) as Record<string, unknown>
    expect(schema).toMatchObject({ properties: { input_features: {} } })
  })
})

describe("errors", () => {
  it("are all told at once, with suggestions, and nothing is written", async () => {
    using folder = temporaryFolder()
    const cwd = folder.path
    writeFileSync(join(cwd, "d.csv"), "a,b,y\n1,2,x\n3,4,z\n")
    writeFileSync(
      join(cwd, "c.yaml"),
      "input_features:\n  - name: a\n    type: nubmer\n  - {name: b, type: number, encodr: {type: dense}}\noutput_features:\n  - {name: y, type: category}\ntrainer:\n  leraning_rate: 0.1\n",
    )
    const { status, stdout, stderr } = await fidelio(["train", "-c", "c.yaml", "-d", "d.csv"], { cwd })
    expect(status).toBe(2)
    expect(stdout).toBe("")
    for (const part of ["c.yaml:3:11", "c.yaml:4:29", "c.yaml:8:3", "`number`", "`encoder`", "`learning_rate`"]) {
      expect(stderr).toContain(part)
    }
    expect(stderr).not.toMatch(/^ +at .*:\d+:\d+\)?$/m)
    expect(contentsOf(cwd)).toEqual(["c.yaml", "d.csv"])
  })

  it.each([
    [["train", "-c", "nope.yaml", "-d", penguins], 2, "config/not-found"],
    [["train", "-c", config, "-d", "nope.csv"], 3, "data/not-found"],
    [["train", "-c", config], 2, "usage/flag"],
    [["predict", "-m", "nope", "-d", penguins], 6, "artifact/not-found"],
    [["predict", "-d", penguins], 2, "usage/flag"],
    [["trian"], 2, "usage/flag"],
  ])("of %j have an exit status and a code", async (words, status, code) => {
    using folder = temporaryFolder()
    const cwd = folder.path
    const outcome = await fidelio(words, { cwd })
    expect(outcome).toMatchObject({ status, stdout: "", stderr: expect.stringContaining(code) as string })
    const json = await fidelio([...words, "--json"], { cwd })
    if (words[0] !== "trian") expect(eventsOf(json).at(-1)).toMatchObject({ event: "error", code })
  })
})
