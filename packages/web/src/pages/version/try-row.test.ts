import { expect, test } from "vitest"
import { firstValues, rowOf, type InputColumn } from "./try-row.ts"

const inputs: readonly InputColumn[] = [
  { name: "Age", column: "Age", type: "number", is_required: false, example: 28 },
  { name: "Sex", column: "Sex", type: "category", is_required: false, labels: ["male", "female"], example: "male" },
]

test("the form begins with the example", () => expect(firstValues(inputs)).toEqual({ Age: "28", Sex: "male" }))

test("numbers are sent as numbers, empty fields as missing", () => {
  expect(rowOf(inputs, { Age: "30.5", Sex: "female" })).toEqual({ Age: 30.5, Sex: "female" })
  expect(rowOf(inputs, { Age: " ", Sex: "" })).toEqual({ Age: null, Sex: null })
})

test("what is no number is left for the hub to judge", () =>
  expect(rowOf(inputs, { Age: "old", Sex: "male" })).toEqual({ Age: "old", Sex: "male" }))
