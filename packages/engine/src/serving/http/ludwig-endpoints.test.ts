import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ask, postJson } from "../../../../../test/support/http.ts"
import { expectSameRecords } from "../../../../../test/support/same-records.ts"
import { predictedRecords, saveBelow, smallRows, trainSmallModel } from "../../../../../test/support/served-model.ts"
import { temporaryFolder } from "../../../../../test/support/tables.ts"
import { serve, type RunningServer } from "./serve.ts"

const folder = temporaryFolder()
const rows = smallRows(40)
let server: RunningServer
let expected: readonly Readonly<Record<string, unknown>>[]

beforeAll(async () => {
  const model = await trainSmallModel()
  const path = await saveBelow(folder.path, model)
  expected = await predictedRecords(model, rows)
  server = await serve({ models: { small: path, other: path }, port: 0, maxRows: 1000 })
})
afterAll(async () => {
  await server.close()
  await folder[Symbol.asyncDispose]()
})

const form = (fields: Readonly<Record<string, string | Blob>>): FormData => {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  return data
}

interface Table {
  readonly index: readonly unknown[]
  readonly columns: readonly string[]
  readonly data: readonly (readonly unknown[])[]
}

const recordsOfTable = (body: unknown): readonly Readonly<Record<string, unknown>>[] => {
  const { columns, data } = body as Table
  return data.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]])))
}

const [first] = rows
const url = (path: string): string => `${server.url}${path}`

describe("/predict", () => {
  it("answers a row with what predict says of it", async () => {
    const { status, body, headers } = await postJson(url("/predict"), first)
    expect(status).toBe(200)
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8")
    expectSameRecords([body], expected.slice(0, 1))
  })

  it("takes a form, whose fields are texts and may be empty", async () => {
    const fields = Object.fromEntries(Object.entries(first!).map(([name, value]) => [name, String(value)]))
    const { status, body } = await ask(url("/predict"), { method: "POST", body: form(fields) })
    expect(status).toBe(200)
    expectSameRecords([body], expected.slice(0, 1))
    const empty = await ask(url("/predict"), { method: "POST", body: form({ ...fields, x: "", color: "" }) })
    const missing = await postJson(url("/predict"), { ...first, x: null, color: null })
    expect(empty).toMatchObject({ status: 200, body: missing.body })
  })

  it("takes unseen labels and nulls as predicting does", async () => {
    const at = rows.findIndex(({ color }) => color === "purple")
    const missing = rows.findIndex(({ x }) => x === null)
    for (const place of [at, missing]) {
      const { body } = await postJson(url("/predict"), rows[place])
      expectSameRecords([body], [expected[place]!])
    }
  })

  it("names every field that is unknown, missing or mistyped", async () => {
    const { status, body } = await postJson(url("/predict"), { x: "tall", y: null, colour: "red", flag: [true] })
    expect(status).toBe(400)
    const { error, code, problems } = body as { error: string; code: string; problems: { field: string }[] }
    expect(code).toBe("serving/request")
    expect(problems.map(({ field }) => field).toSorted()).toEqual(["color", "colour", "flag", "x", "y"])
    for (const name of ["colour", "flag", '"color"', '"x"', '"y"']) expect(error).toContain(name)
    expect(problems.find(({ field }) => field === "colour")).toMatchObject({ hint: 'Did you mean "color"?' })
  })

  it.for([
    ["a list", [{}], "/batch_predict"],
    ["a number", 3, "/batch_predict"],
    ["null", null, "/batch_predict"],
  ] as const)("refuses %s", async ([, value, hint]) => {
    const { status, body } = await postJson(url("/predict"), value)
    expect(status).toBe(400)
    expect((body as { hint: string }).hint).toContain(hint)
  })

  it("refuses a form with files, or with a field twice", async () => {
    const file = await ask(url("/predict"), { method: "POST", body: form({ x: new Blob(["1"]) }) })
    expect(file).toMatchObject({ status: 400, body: { error: expect.stringContaining('"x" is a file') as string } })
    const twice = form({ x: "1" })
    twice.append("x", "2")
    const answer = await ask(url("/predict"), { method: "POST", body: twice })
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringContaining("twice") as string } })
  })

  it("asks the model that the address names", async () => {
    const { status, body } = await postJson(url("/predict?model=other"), first)
    expect(status).toBe(200)
    expectSameRecords([body], expected.slice(0, 1))
    expect(await postJson(url("/predict?model=third"), first)).toMatchObject({
      status: 404,
      body: { code: "serving/model", hint: 'There is "small", "other".' },
    })
    expect(await postJson(url("/predict?model=small&model=other"), first)).toMatchObject({ status: 400 })
  })
})

describe("/batch_predict", () => {
  it("answers a list of rows as a table", async () => {
    const { status, body } = await postJson(url("/batch_predict"), rows)
    expect(status).toBe(200)
    expect((body as Table).index).toEqual(rows.map((_, place) => place))
    expectSameRecords(recordsOfTable(body), expected)
  })

  it("takes a table, and keeps the names of its rows", async () => {
    const columns = ["flag", "color", "y", "x"] as const
    const index = rows.map((_, place) => `row ${place}`)
    const table = { index, columns, data: rows.map((row) => columns.map((name) => row[name])) }
    const { status, body } = await postJson(url("/batch_predict"), table)
    expect(status).toBe(200)
    expect((body as Table).index).toEqual(index)
    expectSameRecords(recordsOfTable(body), expected)
  })

  it("takes the table as a form's dataset, as text or as a file", async () => {
    const columns = Object.keys(first!)
    const dataset = JSON.stringify({ columns, data: rows.map((row) => Object.values(row)) })
    for (const value of [dataset, new Blob([dataset])]) {
      const { status, body } = await ask(url("/batch_predict"), { method: "POST", body: form({ dataset: value }) })
      expect(status).toBe(200)
      expectSameRecords(recordsOfTable(body), expected)
    }
  })

  it("answers no rows with none", async () => {
    const { status, body } = await postJson(url("/batch_predict"), [])
    expect(status).toBe(200)
    expect(body).toMatchObject({ index: [], data: [] })
  })

  it("names the rows that are wrong", async () => {
    const { status, body } = await postJson(url("/batch_predict"), [first, { ...first, x: {} }, "row"])
    expect(status).toBe(400)
    const { problems } = body as { problems: readonly object[] }
    expect(problems).toMatchObject([{ record: 2 }, { record: 1, field: "x" }])
  })

  it.for([
    ["columns that are no names", { columns: [1], data: [] }, '"columns"'],
    ["a column twice", { columns: ["x", "x"], data: [] }, "twice"],
    ["data that are no list", { columns: ["x"], data: {} }, '"data"'],
    ["rows of another length", { columns: ["x"], data: [[1, 2]] }, "Row 0"],
    ["an index of another length", { index: [1], columns: ["x"], data: [] }, '"index"'],
    ["unknown keys", { columns: [], data: [], dtype: {} }, '"dtype"'],
    ["unknown columns", { columns: ["__proto__"], data: [[1]] }, '"__proto__"'],
    ["text", "rows", "list"],
  ] as const)("refuses %s", async ([, table, said]) => {
    const { status, body } = await postJson(url("/batch_predict"), table)
    expect(status).toBe(400)
    expect((body as { error: string }).error).toContain(said)
  })

  it.for([
    ["other fields", { dataset: "[]", x: "1" }, '"x"'],
    ["no dataset", {}, "dataset"],
    ["a dataset that is not JSON", { dataset: "{" }, "JSON"],
  ] as const)("refuses a form with %s", async ([, fields, said]) => {
    const { status, body } = await ask(url("/batch_predict"), { method: "POST", body: form(fields) })
    expect(status).toBe(400)
    expect((body as { error: string }).error).toContain(said)
  })

  it("refuses more rows than it takes", async () => {
    const answer = await postJson(url("/batch_predict"), Array(1001).fill(first))
    expect(answer).toMatchObject({ status: 413, body: { code: "serving/too-large" } })
  })
})

describe("/info", () => {
  it("says what the model takes and gives", async () => {
    const { body } = await ask(url("/info?model=other"))
    expect(body).toMatchObject({
      name: "other",
      input_features: [
        { name: "x", type: "number" },
        { name: "y", type: "number", isRequired: true },
        { name: "color", type: "category", labels: expect.arrayContaining(["red", "green", "blue"]) as string[] },
        { name: "flag", type: "binary" },
      ],
      output_features: expect.arrayContaining([expect.objectContaining({ name: "price_predictions" })]) as object[],
    })
  })
})
