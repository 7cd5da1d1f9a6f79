import { describe, expect, it } from "vitest"
import type { InputColumn, ModelSignature } from "@fidelio/core"
import { rowsOf, rowsOfColumns, rowsOfTensors } from "./rows.ts"
import { ServingError } from "./serving-error.ts"

const column = (name: string, more: Partial<InputColumn>): InputColumn => ({
  name,
  column: name,
  type: "number",
  dtype: "float32",
  isRequired: false,
  isLowercase: false,
  isClosed: false,
  example: 0,
  ...more,
})
const text = { type: "category", dtype: "string", example: "" } as const

const signature: ModelSignature = {
  inputs: [
    column("age", {}),
    column("fare", { isRequired: true }),
    column("city", { ...text, labels: ["Oslo", "Rome"] }),
    column("class", { ...text, labels: ["1", "2"], spellings: ["1.0", "2.0"] }),
    column("member", {
      ...text,
      type: "binary",
      labels: ["False", "True"],
      spellings: ["true", "false"],
      isClosed: true,
    }),
    column("city (lower case)", { ...text, column: "city", isLowercase: true, labels: ["oslo", "rome"] }),
  ],
  outputs: [],
}
const row = { age: 31.5, fare: 7, city: "Oslo", class: 2, member: true }

const problemsOf = (read: () => unknown): readonly (readonly unknown[])[] => {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(ServingError)
    expect(error).toMatchObject({ code: "serving/request" })
    return (error as ServingError).problems.map(({ record, field, message, hint }) => [record, field, message, hint])
  }
  throw new RangeError("there was no problem")
}

describe("rows of records", () => {
  it("are columns as the graph takes them", () => {
    const { size, columns, notes } = rowsOf(signature, [
      row,
      { age: "12", fare: true, city: " Rome ", class: "1.0", member: "false" },
    ])
    expect(size).toBe(2)
    expect(columns).toEqual({
      age: Float32Array.of(31.5, 12),
      fare: Float32Array.of(7, 1),
      city: ["Oslo", "Rome"],
      class: ["2", "1.0"],
      member: ["True", "false"],
      "city (lower case)": ["oslo", "rome"],
    })
    expect(notes?.unknownLabels.size).toBe(0)
    expect(notes?.missingValues.size).toBe(0)
  })

  it("count what is missing and what training did not see", () => {
    const { columns, notes } = rowsOf(signature, [
      { ...row, age: null, city: "Paris", class: 3 },
      { ...row, age: "", city: null, class: 2 },
      { ...row, city: "ROME", class: 3.5 },
    ])
    expect(columns["age"]).toEqual(Float32Array.of(NaN, NaN, 31.5))
    expect(columns["class"]).toEqual(["3", "2", "3.5"])
    expect(Object.fromEntries(notes!.missingValues)).toEqual({ age: 2, city: 1, "city (lower case)": 1 })
    expect(Object.fromEntries(notes!.unknownLabels)).toEqual({ city: 2, class: 2, "city (lower case)": 1 })
  })

  it("name everything that is wrong, in every record", () => {
    const { member: _, ...short } = row
    const problems = problemsOf(() =>
      rowsOf(signature, [
        { ...row, age: "old", city: ["Oslo"] },
        { ...short, meber: true, fare: null },
        7,
        { ...row, member: "maybe", age: 1e300, extra: 1 },
        [row],
      ]),
    )
    expect(problems).toEqual(
      expect.arrayContaining([
        [0, "age", 'The value of "age" in record 0 cannot be used: "old" is no number.', undefined],
        [0, "city", 'The value of "city" in record 0 cannot be used: a list is no text.', undefined],
        [1, "fare", 'The value of "fare" in record 1 cannot be used: a value must be given.', undefined],
        [1, "member", 'The field "member" is missing in record 1.', "Send null where the value is not known."],
        [1, "meber", 'The model has no input "meber" in record 1.', 'Did you mean "member"?'],
        [2, undefined, "Record 2 is a number; an object with a field for each column is expected.", undefined],
        [3, "age", 'The value of "age" in record 3 cannot be used: 1e+300 is too large.', undefined],
        [3, "extra", 'The model has no input "extra" in record 3.', "The model reads age, fare, city, class, member."],
        [4, undefined, "Record 4 is a list; an object with a field for each column is expected.", undefined],
      ]),
    )
    expect(problems).toHaveLength(10)
    expect(problems.find(([record, field]) => record === 3 && field === "member")?.[2]).toContain('"maybe" is neither')
  })

  it("speak of the record only where there are several", () => {
    expect(problemsOf(() => rowsOf(signature, [{ ...row, age: "old" }]))[0]![2]).toBe(
      'The value of "age" cannot be used: "old" is no number.',
    )
  })

  it("keep the first hundred problems and count the others", () => {
    const records = Array.from({ length: 250 }, () => ({ ...row, age: "old" }))
    expect(() => rowsOf(signature, records)).toThrow(/There are 240 more problems\.$/)
    expect(problemsOf(() => rowsOf(signature, records))).toHaveLength(100)
  })

  it("have no fields but their own", () => {
    const odd = { ...signature, inputs: [column("constructor", text), column("__proto__", text)] }
    expect(problemsOf(() => rowsOf(odd, [{}])).map(([, field]) => field)).toEqual(["constructor", "__proto__"])
    const record: unknown = JSON.parse('{"constructor": "a", "__proto__": "b"}')
    expect(Object.entries(rowsOf(odd, [record]).columns)).toEqual([
      ["constructor", ["a"]],
      ["__proto__", ["b"]],
    ])
    expect(problemsOf(() => rowsOf(signature, [JSON.parse('{"__proto__": {"age": 1}}')]))).toHaveLength(6)
  })
})

describe("rows of columns", () => {
  const columns = {
    age: [1, null],
    fare: Float32Array.of(2, 3),
    city: ["Rome", "Bonn"],
    class: [1, 2],
    member: [true, false],
  }

  it("are read by their names in the data", () => {
    const { size, columns: read, notes } = rowsOfColumns(signature, columns)
    expect(size).toBe(2)
    expect(read).toEqual({
      age: Float32Array.of(1, NaN),
      fare: Float32Array.of(2, 3),
      city: ["Rome", "Bonn"],
      class: ["1", "2"],
      member: ["True", "False"],
      "city (lower case)": ["rome", "bonn"],
    })
    expect(Object.fromEntries(notes!.missingValues)).toEqual({ age: 1 })
  })

  it("are read by the names of the graph's inputs where they are tensors", () => {
    const tensors = { ...columns, "city (lower case)": ["OSLO", "rome"] }
    expect(rowsOfTensors(signature, tensors).columns["city (lower case)"]).toEqual(["oslo", "rome"])
    expect(problemsOf(() => rowsOfTensors(signature, columns))).toEqual([
      [
        undefined,
        "city (lower case)",
        'The field "city (lower case)" is missing.',
        "Send null where the value is not known.",
      ],
    ])
  })

  it("name everything that is wrong", () => {
    const { age: _, ...others } = columns
    expect(
      problemsOf(() => rowsOfColumns(signature, { ...others, aeg: [1, 2], class: [1] })).map(([, field]) => field),
    ).toEqual(["age", "aeg", "class"])
    expect(
      problemsOf(() => rowsOfColumns(signature, { ...columns, fare: [1, "x"], member: ["yes", undefined] })),
    ).toEqual([
      [1, "fare", 'Value 1 of "fare" cannot be used: "x" is no number.', undefined],
      [0, "member", expect.stringContaining('"yes" is neither'), undefined],
      [1, "member", 'The column "member" has no value for row 1.', "Send null where the value is not known."],
    ])
  })
})
