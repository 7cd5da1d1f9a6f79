// fidelio import_model: a model of another program does all that one of ours does.
import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fidelio, temporaryFolder, type Folder, type Outcome } from "../support/command.ts"

let folder: Folder
const run = (...words: readonly string[]) => fidelio(words, { cwd: folder.path })
const succeeded = ({ status, stderr }: Outcome): void => expect(status, stderr).toBe(0)
const fixture = (file: string): string => fileURLToPath(new URL(`../fixtures/trees/${file}`, import.meta.url))

beforeAll(() => {
  folder = temporaryFolder()
  const rows = Array.from({ length: 40 }, (_, i) => `${(i % 7) - 3},${i % 5},${["rot", "blau", ""][i % 3]},${(i % 4) - 1},1,${i % 3}`) // prettier-ignore
  folder.write("rows.csv", `age,weight,color,grade,constant,kind\n${rows.join("\n")}\n`)
})
afterAll(() => folder[Symbol.dispose]())

const sources = [
  ["lightgbm-class.txt", "LightGBM"],
  ["xgboost-class.json", "XGBoost"],
] as const

describe.each(sources)("%s", (file, format) => {
  it("is imported, predicts, is evaluated, explained and exported", async () => {
    const model = `models/${format}`
    const words = ["--source", fixture(file), "--dataset", "rows.csv", "--target", "kind", "--output_directory", model]
    const imported = await run("import_model", ...words)
    succeeded(imported)
    expect(imported.stdout).toContain(`Import  ${format} · 5 inputs`)
    const on = ["--model_path", model, "--dataset", "rows.csv", "--output_directory", `out/${format}`]
    succeeded(await run("predict", ...on))
    succeeded(await run("evaluate", ...on))
    const { stdout } = await run("explain", ...on, "--shap", "--partial_dependence", "--repeats", "1")
    expect(stdout).toMatch(/Importance {2}kind · 12 trees/)
    const head = readFileSync(folder.at("out", format, "predictions.csv"), "utf8").split("\n")[0]
    expect(head).toContain("kind_probabilities_0,kind_probabilities_1,kind_probabilities_2")
    expect(existsSync(folder.at("out", format, "shap_kind_2.csv"))).toBe(true)
    succeeded(await run("export_model", "--model_path", model, "--output", `${format}.onnx`))
  })
})

it("takes an ONNX file without names or rows", async () => {
  const { stdout, status } = await run("import_model", "--source", fixture("sklearn-line-truth.onnx"), "--json")
  expect(status).toBe(0)
  const events = stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>) // prettier-ignore
  expect(events).toContainEqual(
    expect.objectContaining({ event: "imported", format: "onnx", model_type: "linear", inputs: ["f0", "f1", "f2"], output: "prediction" }), // prettier-ignore
  )
  const explained = await run("explain", "--model_path", "results/imported_model")
  expect(explained.stdout).toContain("log odds of prediction = yes")
})

it.each([
  [[], "--source is missing"],
  [["--source", "nothing.txt"], '"nothing.txt" does not exist'],
  [["--source", "rows.csv"], "is no ONNX file"],
  [["--source", fixture("refused-custom.onnx")], "com.example.Execute"],
  [["--source", fixture("lightgbm-class.txt"), "--dataset", "rows.csv", "--target", "price"], 'no column "price"'],
  [["--source", "a", "--config", "b", "--target", "c"], "both name what is predicted"],
])("says what is wrong with %s", async (words, message) => {
  const { status, stderr } = await run("import_model", ...words)
  expect(status).not.toBe(0)
  expect(stderr.replaceAll(/\s+/g, " ")).toContain(message)
})
