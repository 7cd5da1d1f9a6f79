// fidelio explain: tables, files of Shapley values, trees, and what it says where something is missing.
import { existsSync, readFileSync } from "node:fs"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { learnerConfig, learnerTable, runLearner } from "../support/learner-runs.ts"
import { fidelio, temporaryFolder, type Folder } from "../support/command.ts"
import { saveModel } from "../../packages/engine/src/artifact/save-model.ts"

let folder: Folder
const explain = (model: string, ...words: readonly string[]) =>
  fidelio(["explain", "--model_path", model, ...words], { cwd: folder.path })

beforeAll(async () => {
  folder = temporaryFolder()
  for (const type of ["gbm", "linear"] as const)
    await saveModel(folder.at(type), (await runLearner(learnerConfig(type))).model)
  const names = Object.keys(learnerTable)
  const rows = learnerTable["x"]!.map((_, i) => names.map((name) => String(learnerTable[name]![i])).join(","))
  folder.write("rows.csv", `${names.join(",")}\n${rows.join("\n")}\n`)
  folder.write("unlabelled.csv", `x,y,color,flag\n1,2,red,true\n,,,\n`)
})
afterAll(() => folder[Symbol.dispose]())

describe("fidelio explain", () => {
  it("shows importance, and writes a table a score", async () => {
    const { status, stdout } = await explain("gbm", "--dataset", "rows.csv", "--shap", "--repeats", "1")
    expect(status).toBe(0)
    expect(stdout).toContain("Importance  price · 30 trees")
    expect(stdout).toContain("Permutation importance")
    expect(stdout).toContain("logit of size = small")
    const lines = readFileSync(folder.at("results", "shap_size_small.csv"), "utf8").trimEnd().split("\n")
    expect(lines).toHaveLength(301)
    expect(lines[0]).toBe("x,y,color,flag,(mean)")
  })

  it("takes rows without targets for Shapley values", async () => {
    const words = ["--dataset", "unlabelled.csv", "--shap", "--output_format", "parquet", "--output_directory", "own"]
    const { status, stdout } = await explain("gbm", ...words)
    expect([status, existsSync(folder.at("own", "shap_price.parquet"))]).toEqual([0, true])
    expect(stdout).toContain("the rows have no targets")
  })

  it("draws partial dependence, and writes it", async () => {
    const words = ["--dataset", "unlabelled.csv", "--partial_dependence"]
    const { status, stdout } = await explain("linear", ...words, "--pair", "x", "color", "--output_directory", "pd")
    expect([status, stdout.includes("Partial dependence  price · mean of 2 rows")]).toEqual([0, true])
    expect(readFileSync(folder.at("pd", "partial_dependence.csv"), "utf8").split("\n")[0]).toBe(
      "output,class,column,value,column_2,value_2,prediction",
    )
    const all = await explain("gbm", "--dataset", "rows.csv", "--partial_dependence", "--output_format", "json")
    expect(all.stdout).toMatch(/column +from +to +lowest +highest/)
    expect(all.stdout).toMatch(/x +-\S+ +[▁▂▃▄▅▆▇█]{20} +\S+/)
    const rows = JSON.parse(readFileSync(folder.at("results", "partial_dependence.json"), "utf8")) as readonly object[]
    expect(rows).toContainEqual(expect.objectContaining({ output: "size", class: "small", column: "color", value: "red" })) // prettier-ignore
  })

  it("shows coefficients", async () => {
    const { status, stdout } = await explain("linear")
    expect(status).toBe(0)
    expect(stdout).toMatch(/column +coefficient +standard error +p-value +95 % interval/)
    expect(stdout).toMatch(/color = red/)
  })

  it.each([
    ["svg", "<svg"],
    ["dot", "digraph"],
    ["mmd", "flowchart"],
    ["txt", "if "],
  ])("writes a tree as .%s", async (ending, start) => {
    // prettier-ignore
    const { status } = await explain("gbm", "--tree", "1", "--output", `tree.${ending}`)
    expect([status, readFileSync(folder.at(`tree.${ending}`), "utf8").startsWith(start)]).toEqual([0, true])
  })

  it("reports JSON", async () => {
    const { stdout } = await explain("gbm", "--json")
    const events = stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>) // prettier-ignore
    expect(events.find(({ event }) => event === "explained")).toMatchObject({ modelType: "gbm" })
  })

  it.each([
    ["linear", ["--tree", "0"], "Trees come from boosted trees"],
    ["linear", ["--shap", "--dataset", "rows.csv"], "Shapley values come from boosted trees"],
    ["gbm", ["--shap"], "--dataset is missing"],
    ["gbm", ["--partial_dependence"], "--dataset is missing"],
    ["gbm", ["--columns", "x"], "--partial_dependence is missing"],
    ["gbm", ["--partial_dependence", "--dataset", "rows.csv", "--pair", "x"], 'of "x" there is no other'],
    ["gbm", ["--partial_dependence", "--dataset", "rows.csv", "--columns", "z"], 'no input column "z"'],
    ["gbm", ["--tree", "0", "--output", "tree.png"], "a tree is written as one of"],
    ["gbm", ["--output", "tree.svg"], "--tree is missing"],
    ["gbm", ["--tree", "0", "--dataset", "rows.csv"], "reads no dataset"],
    ["gbm", ["--tree", "999"], "There is no tree 999"],
    ["gbm", ["--dataset", "unlabelled.csv"], "unlabelled.csv has no column"],
  ])("of %s says what is wrong with %s", async (model, words, message) => {
    const { status, stderr } = await explain(model, ...words)
    expect(status).not.toBe(0)
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(message)
  })
})
