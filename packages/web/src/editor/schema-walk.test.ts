import { expect, test } from "vitest"
import { configJsonSchema } from "@fidelio/core"
import { suggestKeys, suggestValues, type Suggestion } from "./schema-walk.ts"

const schema = configJsonSchema()
const labels = (suggestions: readonly Suggestion[]) => suggestions.map(({ label }) => label)

test("keys of the document are those of its type of model", () => {
  expect(labels(suggestKeys(schema, {}, []))).toEqual(expect.arrayContaining(["input_features", "trainer", "combiner"]))
  const ofTrees = labels(suggestKeys(schema, { model_type: "gbm" }, []))
  expect(ofTrees).toContain("trainer")
  expect(ofTrees).not.toContain("combiner")
})

test("keys of the trainer come with what they mean and their defaults", () => {
  const keys = suggestKeys(schema, { trainer: {} }, ["trainer"])
  expect(keys.find(({ label }) => label === "epochs")).toMatchObject({ detail: "100" })
  expect(keys.every(({ info }) => info !== "")).toBe(true)
})

test("values of a type", () => {
  expect(labels(suggestValues(schema, {}, ["model_type"]))).toEqual(["ecd", "gbm", "linear"])
  const document = { input_features: [{ name: "Age" }] }
  expect(labels(suggestValues(schema, document, ["input_features", 0, "type"]))).toEqual(
    expect.arrayContaining(["number", "binary", "category"]),
  )
})

test("settings of a component are those of the type that it has", () => {
  const document = { input_features: [{ name: "Sex", type: "category", encoder: { type: "onehot" } }] }
  const values = labels(suggestValues(schema, document, ["input_features", 0, "encoder"]))
  expect(values).toContain("dense")
  const ofNumber = { input_features: [{ name: "Age", type: "number", preprocessing: {} }] }
  expect(labels(suggestKeys(schema, ofNumber, ["input_features", 0, "preprocessing"]))).toContain("normalization")
})

test("true and false of what is either", () =>
  expect(labels(suggestValues(schema, {}, ["input_features", 0, "active"]))).toEqual([]))

test("nothing is suggested where nothing is known", () =>
  expect(suggestKeys(schema, {}, ["nowhere", "below"])).toEqual([]))
