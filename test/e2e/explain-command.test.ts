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
