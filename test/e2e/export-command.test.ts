// fidelio export_model as a person types it: what it says, what smaller weights change, and what it refuses.
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { exportFormats } from "../../packages/engine/src/export/index.ts"
import { fidelio, temporaryFolder, type Outcome } from "../support/command.ts"
import { modelledTables } from "../support/exported-model.ts"

const { rows, config } = modelledTables.find(({ name }) => name === "mix")!
const folder = temporaryFolder()
const cwd = folder.path
afterAll(() => folder[Symbol.dispose]())

const model = "results/experiment_run/model"
const exportModel = (...words: readonly string[]): Promise<Outcome> =>
  fidelio(["export_model", "-m", model, ...words], { cwd })
const succeeded = (outcome: Outcome): string => {
  expect(outcome).toMatchObject({ status: 0, stderr: "" })
  return outcome.stdout
}

beforeAll(async () => {
  folder.write("data.json", JSON.stringify(rows()))
  folder.write("config.yaml", JSON.stringify(config))
  succeeded(await fidelio(["train", "-c", "config.yaml", "-d", "data.json", "--skip_save_processed_input"], { cwd }))
})

describe("fidelio export_model", () => {
  test("says what the model takes and gives, and what was written", async () => {
    const said = succeeded(await exportModel("--output", "deep/er/model.onnx"))
    expect(said).toMatch(/^Export {2}onnx · /)
    expect(said).toMatch(/takes +x, y, or why, color, shade, flag, answer\n/)
    expect(said).toMatch(/gives +price_predictions, likes_predictions, .*…\n/)
    expect(said).toMatch(/written +deep\/er\/model\.onnx \(\d+ kB\)\n/)
    expect(existsSync(folder.at("deep/er/model.onnx"))).toBe(true)
  })

  test("names the output after the format", async () => {
    for (const { type, output } of exportFormats.filter(({ type }) => type !== "web")) {
      expect(succeeded(await exportModel("-f", type))).toContain(`written  ${output}`)
      expect(existsSync(folder.at(output))).toBe(true)
    }
    const help = succeeded(await fidelio(["export_model", "--help"], { cwd }))
    for (const { type } of exportFormats) expect(help).toMatch(new RegExp(`\\(.*\\b${type}\\b.*\\)`))
    succeeded(await exportModel("--output_path", "as-in-ludwig.onnx"))
    expect(existsSync(folder.at("as-in-ludwig.onnx"))).toBe(true)
  })

  test("measures smaller weights on the test split, or on the rows given", async () => {
    const said = succeeded(await exportModel("--weights", "int8"))
    expect(said).toMatch(/^Export {2}onnx · int8 weights · /)
    expect(said).toMatch(/^ {2}likes +float32 +int8 +change$/m)
    expect(said).toMatch(/^ {4}roc_auc( +[+−]?[\d.e-]+){3}$/m)
    expect(said).toMatch(/^ {4}size +\d+ kB +\d+ kB +−\d+ %$/m)
    expect(said).toMatch(/measured on \d\d rows of data\.json, test split/)

    const asJson = succeeded(await exportModel("--weights", "float16", "--dataset", "data.json", "--json"))
    const event = JSON.parse(asJson) as object
    expect(event).toMatchObject({
      event: "exported",
      format: "onnx",
      output: "model.onnx",
      measured_on: "data.json",
      files: [{ path: "model.onnx", bytes: readFileSync(folder.at("model.onnx")).byteLength }],
      change: { weights: "float16", measured: { rows: 400, metrics: { size: { accuracy: {} } } } },
    })
  })

  test("says that smaller weights were not measured, and how to", async () => {
    renameSync(folder.at("data.json"), folder.at("moved.json"))
    const gone = succeeded(await exportModel("--weights", "int8"))
    expect(gone).toMatch(/note: The change of accuracy was not measured: .*data\.json/)
    expect(gone).toContain("--dataset")
    const missing = await exportModel("--weights", "int8", "--dataset", "data.json")
    expect(missing).toMatchObject({ status: 3, stderr: expect.stringContaining("data/not-found") as string })
    renameSync(folder.at("moved.json"), folder.at("data.json"))

    renameSync(folder.at("results/experiment_run/description.json"), folder.at("description.json"))
    const undescribed = succeeded(await exportModel("--weights", "int8", "--json"))
    const [notice, exported] = undescribed
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object)
    expect(notice).toMatchObject({ event: "notice", message: expect.stringContaining("--dataset") as string })
    expect(exported).toMatchObject({ event: "exported", change: { weights: "int8" } })
    renameSync(folder.at("description.json"), folder.at("results/experiment_run/description.json"))
  })

  test.each<readonly [string, readonly string[], number, RegExp]>([
    ["an unknown format", ["-f", "onxn"], 2, /There is no format "onxn"\.[^]*Did you mean "onnx"\?/],
    ["an opset that is none", ["--opset", "99"], 2, /There is no opset 99[^]*Opsets 17 to \d+ can be chosen/],
    ["weights of a format without a graph", ["-f", "types", "--weights", "int8"], 2, /holds no graph/],
    ["an unknown dtype", ["--weights", "int4"], 2, /takes one of: float32, float16, int8/],
    [
      "a folder that is not its own",
      ["-f", "mlflow", "-o", "mine"],
      7,
      /the folder is there already, and is no export/,
    ],
    ["a path through a file", ["-o", "config.yaml/model.onnx"], 7, /a file of this name is in the way/],
    ["a place within the model", ["-o", `${model}/model.onnx`], 7, /is a trained model/],
  ])("refuses %s", async (_, words, status, message) => {
    mkdirSync(folder.at("mine"), { recursive: true })
    folder.write("mine/notes.txt", "mine")
    const outcome = await exportModel(...words)
    expect(outcome.status).toBe(status)
    expect(outcome.stderr.replaceAll(/\n +/g, " ")).toMatch(message)
    expect(readFileSync(folder.at("mine/notes.txt"), "utf8")).toBe("mine")
  })

  test("needs a model", async () => {
    const without = await fidelio(["export_model"], { cwd })
    expect(without).toMatchObject({ status: 2, stderr: expect.stringContaining("--model_path is missing") as string })
    const nowhere = await fidelio(["export_model", "-m", "nowhere"], { cwd })
    expect(nowhere).toMatchObject({ status: 6, stderr: expect.stringContaining("artifact/not-found") as string })
  })
})
