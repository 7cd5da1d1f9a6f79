import { expect, test } from "vitest"
import { yamlPlace } from "./yaml-place.ts"

/** The place of `|` in a text. */
const at = (text: string) => yamlPlace(text.replace("|", ""), text.indexOf("|"))

test.each([
  ["a key of the document", "mod|", { path: [], kind: "key", typed: "mod" }],
  ["a key below another", "trainer:\n  ep|", { path: ["trainer"], kind: "key", typed: "ep" }],
  ["a key after a block", "trainer:\n  epochs: 3\nco|", { path: [], kind: "key", typed: "co" }],
  ["an empty line", "trainer:\n  epochs: 3\n  |", { path: ["trainer"], kind: "key", typed: "" }],
  ["a value", "trainer:\n  optimizer: ad|", { path: ["trainer", "optimizer"], kind: "value", typed: "ad" }],
  ["an empty value", "model_type: |", { path: ["model_type"], kind: "value", typed: "" }],
  ["a quoted value", 'model_type: "e|', { path: ["model_type"], kind: "value", typed: "e" }],
  [
    "a value in a list of mappings",
    "input_features:\n  - name: Age\n    type: number\n  - name: Sex\n    type: |",
    { path: ["input_features", 1, "type"], kind: "value", typed: "" },
  ],
  ["the first key of an item", "input_features:\n  - n|", { path: ["input_features", 0], kind: "key", typed: "n" }],
  [
    "a key deep in an item",
    "input_features:\n- name: Age\n  encoder:\n    type: dense\n    num|",
    { path: ["input_features", 0, "encoder"], kind: "key", typed: "num" },
  ],
  [
    "a list that is not indented, and what follows it",
    "input_features:\n- name: Age\n- name: Sex\ntr|",
    { path: [], kind: "key", typed: "tr" },
  ],
  ["after comments and blank lines", "trainer:\n\n# why\n  ep|", { path: ["trainer"], kind: "key", typed: "ep" }],
] as const)("%s", (_, text, place) => expect(at(text)).toEqual(place))

test.each(["# a comment |", "name: x # |", "some words |", "a:|"])("nothing is to be completed in %j", (text) =>
  expect(at(text)).toBeUndefined(),
)
