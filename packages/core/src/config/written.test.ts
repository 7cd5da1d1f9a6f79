import { expect, test } from "vitest"
import { writtenConfig } from "./written.ts"

test("old names and shorthands are in their present form, and nothing is filled in", () => {
  const text = `
input_features:
  - {name: age, type: numerical}
output_features:
  - {name: survived, type: binary, decoder: regressor}
combiner: concat
training: {epochs: 3}
`
  expect(writtenConfig(text)).toEqual({
    input_features: [{ name: "age", type: "number", column: "age" }],
    output_features: [{ name: "survived", type: "binary", column: "survived", decoder: { type: "regressor" } }],
    combiner: { type: "concat" },
    trainer: { epochs: 3 },
  })
})

test.for(["", "- 1", "a: [", "text"])("of a text that is no config, nothing: %j", (text) => {
  expect(writtenConfig(text)).toEqual({})
})
