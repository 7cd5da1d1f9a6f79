// Models of LightGBM and XGBoost, read from the files they write: scores and explanations are those that the two give.
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import type { TreeColumn } from "../bins/column.ts"
import { shapleyValues } from "../explain/shapley-values.ts"
import { predictTreeScores } from "../predict-tree-scores.ts"
import type { TreeModel } from "../tree-model.ts"
import { below, roundedDown } from "./float32.ts"
import { readLightGbm } from "./read-lightgbm.ts"
import { readXgboost } from "./read-xgboost.ts"

interface Case {
  readonly name: string
  readonly program: "lightgbm" | "xgboost"
  readonly file: string
  readonly columns: readonly (readonly (number | null)[])[]
  readonly scores: readonly (readonly number[])[]
  /** A row's columns and the mean, score after score. */
  readonly contributions?: readonly (readonly number[])[]
  readonly levels?: Readonly<Record<string, number>>
}

const folder = new URL("../../../../../test/fixtures/trees/", import.meta.url)
const textOf = (file: string): string => readFileSync(new URL(file, folder), "utf8")
const cases = JSON.parse(textOf("reference.json")) as readonly Case[]

const read = ({ program, file, levels = {} }: Case) =>
  program === "lightgbm" ? readLightGbm(textOf(file)) : readXgboost(textOf(file), { levels })

const columnsFor = ({ columns }: TreeModel, given: Case["columns"]): readonly TreeColumn[] =>
  columns.map(({ kind }, i) => ({
    kind,
    values:
      kind === "number"
        ? Float32Array.from(given[i]!, (value) => value ?? NaN)
        : Int32Array.from(given[i]!, (value) => value ?? -1),
  }))

describe.each(cases)("$name", (example) => {
  const { model } = read(example)
  const columns = columnsFor(model, example.columns)
  const tolerance = example.program === "lightgbm" ? 1e-8 : 2e-6 // XGBoost adds up in float32

  it("has its scores", () => {
    const expected = example.scores.flat()
    const found = predictTreeScores(model, columns)
    expect(found.length).toBe(expected.length)
    for (const [i, score] of expected.entries())
      if (!(Math.abs(found[i]! - score) <= tolerance * Math.max(1, Math.abs(score))))
        expect.fail(`${found[i]}, not ${score}`)
  })

  const { contributions } = example
  if (contributions === undefined) return
  it("has its explanations", () => {
    const { values, mean, scores } = shapleyValues(model, columns)
    const width = columns.length
    for (const [row, expected] of contributions.entries())
      for (let score = 0; score < scores; score++) {
        const own = values.subarray((row * scores + score) * width, (row * scores + score + 1) * width)
        const given = expected.slice(score * (width + 1), (score + 1) * (width + 1))
        for (const [i, value] of [...own, mean[score]!].entries()) expect(value).toBeCloseTo(given[i]!, 5)
      }
  })
})

describe("columns", () => {
  const colors = ["blau", "grün", "rot", "gelb", "weiß", "schwarz", "lila", "braun", "rosa", "grau", "oliv", "beige"]
  const named = [
    { name: "age" },
    { name: "weight" },
    { name: "color", levels: colors },
    { name: "grade" },
    { name: "constant" },
  ]

  it("have the names of columns and levels", () => {
    expect(readLightGbm(textOf("lightgbm-number.txt")).columns).toEqual(named)
    expect(readXgboost(textOf("xgboost-number.json")).columns).toEqual(named)
    expect(readXgboost(textOf("xgboost-ids.json")).columns).toEqual([{ name: "f0" }, { name: "f1" }])
  })

  it("are numbers or categories", () => {
    const kinds = ["number", "number", "category", "number", "number"]
    expect(readLightGbm(textOf("lightgbm-class.txt")).model.columns.map(({ kind }) => kind)).toEqual(kinds)
    expect(readXgboost(textOf("xgboost-class.json")).model.columns.map(({ kind }) => kind)).toEqual(kinds)
  })
})

it("objectives have their counterparts", () => {
  const found = cases.map((example) => [example.name, read(example).model.objective])
  expect(Object.fromEntries(found)).toMatchObject({
    "lightgbm-number": "squared_error",
    "lightgbm-truth": "binary",
    "lightgbm-class": "multiclass",
    "lightgbm-count": "poisson",
    "xgboost-number": "squared_error",
    "xgboost-truth": "binary",
    "xgboost-class": "multiclass",
    "xgboost-count": "poisson",
  })
})

it("thresholds between float32 numbers part them as they would", () => {
  expect(below(1)).toBe(1 - 2 ** -24)
  expect(below(-1)).toBe(-1 - 2 ** -23)
  expect(below(0)).toBe(-(2 ** -149))
  expect(Math.fround(below(Infinity))).toBe(below(Infinity))
  expect(below(Infinity)).toBeLessThan(Infinity)
  expect(below(-Infinity)).toBe(-Infinity)
  for (const value of [0.1, -0.1, 1e-35, -1e-35, 0.5, 3.3e38]) {
    const down = roundedDown(value)
    expect(Math.fround(down)).toBe(down)
    expect(down <= value && value - down <= Math.abs(value) * 2 ** -23).toBe(true)
  }
})

/** What tests change in XGBoost's JSON. */
interface Learner {
  gradient_booster: {
    model: {
      trees: {
        tree_param: { size_leaf_vector: string }
        left_children: number[]
        right_children: number[]
        split_indices: number[]
        categories_nodes: number[]
      }[]
    }
  }
  learner_model_param: { num_target: string; num_feature: string; num_class: string; base_score: string }
  objective: { name: string }
}

describe("what cannot be read is refused", () => {
  const light = textOf("lightgbm-number.txt")
  const extreme = textOf("xgboost-number.json")
  const changed = (change: (learner: Learner) => void): string => {
    const content = JSON.parse(extreme) as { learner: Learner }
    change(content.learner)
    return JSON.stringify(content)
  }
  const tree = (learner: Learner) => learner.gradient_booster.model.trees[0]!

  it.each([
    ["nothing", "", "not in LightGBM's text format"],
    ["half of a file", light.slice(0, light.length / 2), "cut off"],
    [
      "another objective",
      light.replace("objective=regression", "objective=multiclassova num_class:3 sigmoid:1"),
      "multiclassova",
    ],
    ["roots of targets", light.replace("objective=regression", "objective=regression sqrt"), "no counterpart"],
    ["linear leaves", light.replace("is_linear=0", "is_linear=1"), "linear models in its leaves"],
    ["a circle", light.replace(/^left_child=\S+/m, "left_child=0"), "do not hang together"],
    ["a child that is not there", light.replace(/^left_child=\S+/m, "left_child=99"), "do not hang together"],
    ["a list that is too short", light.replace(/^split_gain=\S+ /m, "split_gain="), "gains"],
    ["words for numbers", light.replace(/^split_gain=\S+ /m, "split_gain=x "), "no numbers as split_gain"],
    ["another column", light.replace(/^split_feature=\S+/m, "split_feature=7"), "column 7 of 5"],
    ["fewer names", light.replace(/^feature_names=\S+ /m, "feature_names="), "4 names"],
    ["0 as missing", light.replace(/^decision_type=.*$/m, (line) => line.replaceAll(/\d+/g, "4")).replace(/^threshold=\S+/m, "threshold=1"), "takes 0 for missing"], // prettier-ignore
    [
      "scores without trees",
      light.replace("num_tree_per_iteration=1", "num_tree_per_iteration=3"),
      "4 trees for 3 scores",
    ],
  ])("LightGBM: %s", (_, text, message) => {
    expect(() => readLightGbm(text)).toThrow(expect.objectContaining({ code: "artifact/import" }))
    expect(() => readLightGbm(text)).toThrow(message)
  })

  it.each([
    ["nothing", "", "is not JSON"],
    ["another JSON", '{"a": 1}', "is not as XGBoost writes its JSON"],
    [
      "linear models",
      changed((learner) => Object.assign(learner, { gradient_booster: { name: "gblinear" } })),
      "is linear",
    ],
    ["another objective", changed((learner) => (learner.objective = { name: "survival:cox" })), "survival:cox"],
    ["several targets", changed((learner) => (learner.learner_model_param.num_target = "2")), "2 targets"],
    [
      "leaves of vectors",
      changed((learner) => (tree(learner).tree_param.size_leaf_vector = "3")),
      "leaves of several values",
    ],
    ["a circle", changed((learner) => (tree(learner).left_children[0] = 0)), "do not hang together"],
    ["a child that is not there", changed((learner) => (tree(learner).right_children[0] = 99)), "do not hang together"],
    ["another column", changed((learner) => (tree(learner).split_indices[0] = 9)), "column 9 of 5"],
    ["a set that is not there", changed((learner) => (tree(learner).categories_nodes = [])), "without any"],
    ["two base scores", changed((learner) => (learner.learner_model_param.base_score = "[1,2]")), "expected 1 numbers"],
    ["a count that is none", changed((learner) => (learner.learner_model_param.num_feature = "1e12")), "a count"],
    ["trees of one class only", changed((learner) => (learner.learner_model_param.num_class = "2")), "as many trees"],
  ])("XGBoost: %s", (_, text, message) => {
    expect(() => readXgboost(text)).toThrow(expect.objectContaining({ code: "artifact/import" }))
    expect(() => readXgboost(text)).toThrow(message)
  })
})

it("a split of LightGBM that parts missing values from all others has an infinite threshold", () => {
  const tree = ["num_leaves=2", "split_feature=0", "split_gain=1", "threshold=inf", "decision_type=8", "left_child=-1", "right_child=-2", "leaf_value=1 5", "leaf_count=9 1", "internal_value=0", "internal_count=10", "shrinkage=1"].join("\n") // prettier-ignore
  const head = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=regression\nfeature_names=x\nfeature_infos=[0:1]" // prettier-ignore
  const { model } = readLightGbm(`${head}\n\nTree=0\n${tree}\n\nend of trees\n`)
  const values = Float32Array.of(-3e38, 0, 3e38, NaN)
  expect(Array.from(predictTreeScores(model, [{ kind: "number", values }]))).toEqual([1, 1, 1, 5])
})
