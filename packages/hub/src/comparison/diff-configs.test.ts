import { describe, expect, test } from "vitest"
import { parseConfig, type Json } from "@fidelio/core"
import { diffConfigs, type VersionConfig } from "./diff-configs.ts"

const rendered = (config: string): VersionConfig => ({
  config,
  rendered_config: JSON.parse(JSON.stringify(parseConfig(config).config)) as Json, // JSON is
})

const diff = (before: string, after: string) => diffConfigs(rendered(before), rendered(after))

const titanic = `
input_features:
  - {name: age, type: number}
  - {name: sex, type: category}
output_features:
  - {name: survived, type: binary}
trainer:
  epochs: 10
`

describe("the difference of two configs", () => {
  test("of one with itself is nothing, however it is written", () => {
    expect(
      diff(titanic, `# the same\n${titanic.replace("{name: sex, type: category}", '{"type": category, name: "sex"}')}`),
    ).toEqual([])
  })

  test("is one place where one setting was written differently", () => {
    expect(diff(titanic, titanic.replace("epochs: 10", "epochs: 20"))).toEqual([
      { path: "trainer.epochs", kind: "changed", before: 10, after: 20, is_default: false },
    ])
  })

  test("shows a written setting against the default that the other has", () => {
    const changes = diff(titanic, `${titanic}  learning_rate: 0.1\n`)
    expect(changes).toEqual([
      { path: "trainer.learning_rate", kind: "changed", before: 0.008, after: 0.1, is_default: false },
    ])
  })

  test("shows a default that another version of Fidelio has otherwise, and says that nobody wrote it", () => {
    const before = rendered(titanic)
    const config = structuredClone(before.rendered_config) as { trainer: Record<string, Json> } // as rendered above
    config.trainer["learning_rate"] = 0.002
    config.trainer["new_setting"] = "auto"
    expect(diffConfigs(before, { ...before, rendered_config: config })).toEqual([
      { path: "trainer.learning_rate", kind: "changed", before: 0.008, after: 0.002, is_default: true },
      { path: "trainer.new_setting", kind: "added", before: null, after: "auto", is_default: true },
    ])
  })

  test("tells what another choice fills in from the choice", () => {
    const changes = diff(titanic, `${titanic}combiner: concat\n`)
    expect(changes.filter(({ is_default: isDefault }) => !isDefault)).toEqual([])
    expect(changes.find(({ path }) => path === "combiner.batch_ensemble")).toMatchObject({
      before: true,
      after: false,
      is_default: true,
    })
  })

  test("takes what is written for all features of a type for written", () => {
    const changes = diff(titanic, `${titanic}defaults: {number: {preprocessing: {normalization: minmax}}}\n`)
    expect(changes.find(({ path }) => path === "input_features.age.preprocessing.normalization")).toEqual({
      path: "input_features.age.preprocessing.normalization",
      kind: "changed",
      before: "robust",
      after: "minmax",
      is_default: false,
    })
  })

  test("has old names under their present ones", () => {
    expect(diff(titanic, titanic.replace("trainer:", "training:").replace("10", "11"))).toEqual([
      { path: "trainer.epochs", kind: "changed", before: 10, after: 11, is_default: false },
    ])
  })
})

describe("features", () => {
  const features = (...lines: readonly string[]): string =>
    `input_features:\n${lines.map((line) => `  - {${line}}\n`).join("")}output_features:\n  - {name: survived, type: binary}\n`

  test("are told by their names: one before the others moves none of them", () => {
    const changes = diff(
      features("name: age, type: number", "name: sex, type: category"),
      features("name: fare, type: number", "name: age, type: number", "name: sex, type: category"),
    )
    expect(changes).toHaveLength(1)
    expect(changes[0]).toMatchObject({ path: "input_features.fare", kind: "added", before: null, is_default: false })
    expect(changes[0]!.after).toMatchObject({ name: "fare", type: "number", encoder: { type: "ple" } })
  })

  test("in another order are said to be, once", () => {
    const changes = diff(
      features("name: age, type: number", "name: sex, type: category"),
      features("name: sex, type: category", "name: age, type: number"),
    )
    expect(changes).toEqual([
      { path: "input_features", kind: "changed", before: ["age", "sex"], after: ["sex", "age"], is_default: false },
    ])
  })

  test("of another type differ in the type and what comes with it", () => {
    const changes = diff(features("name: age, type: number"), features("name: age, type: category"))
    expect(changes.find(({ path }) => path === "input_features.age.type")).toMatchObject({
      before: "number",
      after: "category",
      is_default: false,
    })
    expect(changes.find(({ path }) => path === "input_features.age.encoder.type")).toMatchObject({
      before: "ple",
      after: "dense",
      is_default: true,
    })
  })

  test("with names that are no words stand in brackets", () => {
    const changes = diff(features('name: "a.b", type: number'), features('name: "a.b", type: number, encoder: dense'))
    expect(changes.map(({ path }) => path)).toContain('input_features["a.b"].encoder.type')
  })

  test("with names of JavaScript's own are names like others", () => {
    const changes = diff(
      features("name: constructor, type: number", "name: __proto__, type: number"),
      features("name: constructor, type: number", "name: toString, type: number"),
    )
    expect(changes.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      "removed input_features.__proto__",
      "added input_features.toString",
    ])
  })
})

test("configs of two types of model differ in their sections", () => {
  const changes = diff(
    titanic.replace("  epochs: 10\n", "  {}\n"),
    `model_type: gbm\n${titanic.replace("trainer:\n  epochs: 10\n", "")}`,
  )
  const kinds = new Map(changes.map((change) => [change.path, change]))
  expect(kinds.get("model_type")).toMatchObject({ before: "ecd", after: "gbm", is_default: false })
  expect(kinds.get("combiner")).toMatchObject({ kind: "removed", after: null, is_default: true })
})
