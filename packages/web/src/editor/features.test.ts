import { expect, test } from "vitest"
import { parse } from "yaml"
import { readOutline, setFeatureRole, setFeatureType, setModelType } from "./features.ts"

const text = `# Who survived.
input_features:
  - name: Age
    type: number # years
  - name: Sex
    type: category
    encoder: dense
output_features:
  - name: Survived
    type: binary
trainer:
  epochs: 20
`

test("features are read with their roles", () =>
  expect(readOutline(text)).toEqual({
    modelType: "ecd",
    features: [
      { column: "Age", role: "input", type: "number" },
      { column: "Sex", role: "input", type: "category" },
      { column: "Survived", role: "output", type: "binary" },
    ],
  }))

test("text that is no mapping has no outline, and is left alone", () => {
  expect(readOutline("a: [")).toBeUndefined()
  expect(readOutline("- 1")).toBeUndefined()
  expect(setModelType("a: [", "gbm")).toBe("a: [")
})

test("spaces before comments stay where a line is not changed", () => {
  const aligned =
    "input_features:\n  - name: Age    # years\n    type: number\n  - name: Sex  # two\n    type: category\n"
  expect(setFeatureType(aligned, "Age", "category")).toBe(aligned.replace("type: number", "type: category"))
})

test("a type is changed where it stands; comments stay", () => {
  const changed = setFeatureType(text, "Age", "category")
  expect(changed).toContain("# Who survived.")
  expect(changed).toContain("type: category # years")
  expect(parse(changed)).toMatchObject({ trainer: { epochs: 20 } })
})

test("the type of model is added in front", () => {
  const changed = setModelType(text, "gbm")
  expect(Object.keys(parse(changed) as object)[0]).toBe("model_type")
  expect(readOutline(setModelType(changed, "linear"))?.modelType).toBe("linear")
})

test("a column is left out, and taken in again", () => {
  const without = setFeatureRole(text, "Age", "excluded", "number")
  expect(readOutline(without)?.features.map(({ column }) => column)).toEqual(["Sex", "Survived"])
  const again = setFeatureRole(without, "Age", "output", "number")
  expect(readOutline(again)?.features.at(-1)).toEqual({ column: "Age", role: "output", type: "number" })
})

test("an encoder does not become an output's", () => {
  const moved = parse(setFeatureRole(text, "Sex", "output", "category")) as { output_features: unknown[] }
  expect(moved.output_features[1]).toEqual({ name: "Sex", type: "category" })
})

test("a config that is empty gets its lists", () => {
  const made = setFeatureRole("", "Age", "input", "number")
  expect(parse(made)).toEqual({ input_features: [{ name: "Age", type: "number" }] })
})
