import { expect, test } from "vitest"
import { diffEnvironment, diffModel } from "./diff-facts.ts"

const model = {
  parameters: 1200,
  layers: [
    { name: "input_features.age.encoder", description: "ple", parameters: 200 },
    { name: "combiner", description: "concat, 2 × 128, relu", parameters: 1000 },
  ],
}

test("models differ in parameters, and in layers by their names", () => {
  const after = {
    parameters: 1300,
    layers: [
      { name: "input_features.fare.encoder", description: "ple", parameters: 100 },
      { name: "input_features.age.encoder", description: "ple", parameters: 200 },
      { name: "combiner", description: "concat, 1 × 128, relu", parameters: 1000 },
    ],
  }
  expect(diffModel(model, after).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    "changed parameters",
    "changed layers.combiner.description",
    'added layers["input_features.fare.encoder"]',
  ])
})

test("trees are counted, and their parameters, which they have not, are not told", () => {
  const name = "output_features.y"
  const trees = (count: number) => ({
    parameters: 0,
    layers: [{ name, description: "gbdt", parameters: 0, trees: count, leaves: 4 * count }],
  })
  expect(diffModel(trees(60), trees(70)).map(({ path, after }) => [path, after])).toEqual([
    [`layers["${name}"].trees`, 70],
    [`layers["${name}"].leaves`, 280],
  ])
  const [parameters] = diffModel(model, trees(60))
  expect([parameters?.path, parameters?.kind]).toEqual(["parameters", "removed"])
})

test("a model that is not there has nothing", () => {
  expect(diffModel(null, null)).toEqual([])
  expect(diffModel(model, null).map(({ kind }) => kind)).toEqual(["removed", "removed"])
})

test("environments differ in what each says, and in the seed", () => {
  const before = { seed: 42, environment: { fidelio: "0.1.0", cores: 8 } }
  const after = { seed: 7, environment: { fidelio: "0.2.0", cores: 8, device: "cpu" } }
  expect(diffEnvironment(before, after)).toEqual([
    { path: "seed", kind: "changed", before: 42, after: 7, is_default: false },
    { path: "fidelio", kind: "changed", before: "0.1.0", after: "0.2.0", is_default: false },
    { path: "device", kind: "added", before: null, after: "cpu", is_default: false },
  ])
})
