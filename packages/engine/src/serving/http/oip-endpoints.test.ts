import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ask, postJson, type JsonAnswer } from "../../../../../test/support/http.ts"
import { expectSameRecords } from "../../../../../test/support/same-records.ts"
import {
  predictedRecords,
  saveBelow,
  smallRows,
  trainSmallModel,
  type SmallRow,
} from "../../../../../test/support/served-model.ts"
import { temporaryFolder } from "../../../../../test/support/tables.ts"
import { serve, type RunningServer } from "./serve.ts"

const folder = temporaryFolder()
const rows = smallRows(30)
let server: RunningServer
let expected: readonly Readonly<Record<string, unknown>>[]

beforeAll(async () => {
  const model = await trainSmallModel()
  expected = await predictedRecords(model, rows)
  server = await serve({ models: { small: await saveBelow(folder.path, model) }, port: 0, maxRows: 100 })
})
afterAll(async () => {
  await server.close()
  await folder[Symbol.asyncDispose]()
})

interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly datatype: string
  readonly data: readonly unknown[]
}

const datatypes = { x: "FP64", y: "FP32", color: "BYTES", flag: "BOOL" } as const

const tensors = (some: readonly SmallRow[], more: Partial<Record<keyof SmallRow, object>> = {}): readonly object[] =>
  (["x", "y", "color", "flag"] as const).map((name) => ({
    name,
    shape: [some.length],
    datatype: datatypes[name],
    data: some.map((row) => row[name]),
    ...more[name],
  }))

const url = (path: string): string => `${server.url}${path}`
const infer = (body: unknown, path = "/v2/models/small/infer"): Promise<JsonAnswer> => postJson(url(path), body)

/** The tensors as records; a row of probabilities is cut out of the flat data. */
function recordsOf(outputs: readonly Tensor[]): readonly Readonly<Record<string, unknown>>[] {
  const [size = 0] = outputs[0]!.shape
  return Array.from({ length: size }, (_, row) =>
    Object.fromEntries(
      outputs.map(({ name, shape: [, width], data }) => [
        name,
        width === undefined ? data[row] : data.slice(row * width, (row + 1) * width),
      ]),
    ),
  )
}

const outputsOf = ({ body }: JsonAnswer): readonly Tensor[] => (body as { outputs: readonly Tensor[] }).outputs
const errorOf = ({ body }: JsonAnswer): string => (body as { error: string }).error

describe("what the server and its model are", () => {
  it("health, for everyone", async () => {
    expect(await ask(url("/v2/health/live"))).toMatchObject({ status: 200, body: { live: true } })
    expect(await ask(url("/v2/health/ready"))).toMatchObject({ status: 200, body: { live: true, ready: true } })
  })

  it("metadata of the server and of the model", async () => {
    expect(await ask(url("/v2"))).toMatchObject({ body: { name: "fidelio", extensions: ["model_repository"] } })
    const { body } = await ask(url("/v2/models/small"))
    expect(body).toMatchObject({
      name: "small",
      platform: "onnx_onnxv1",
      inputs: [
        { name: "x", datatype: "FP32", shape: [-1] },
        { name: "y", datatype: "FP32", shape: [-1] },
        { name: "color", datatype: "BYTES", shape: [-1] },
        { name: "flag", datatype: "BYTES", shape: [-1] },
      ],
      outputs: expect.arrayContaining([
        { name: "price_predictions", datatype: "FP32", shape: [-1] },
        { name: "size_probabilities", datatype: "FP32", shape: [-1, 3] },
      ]) as object[],
    })
    expect(await ask(url("/v2/models/small/ready"))).toMatchObject({
      status: 200,
      body: { name: "small", ready: true },
    })
  })

  it("its version, which addresses may name", async () => {
    const { version } = server.models[0]!
    const { body } = await ask(url("/v2/models/small"))
    expect(body).toMatchObject({ versions: [version] })
    for (const path of ["", "/ready"]) {
      expect((await ask(url(`/v2/models/small/versions/${version}${path}`))).status).toBe(200)
    }
    const answer = await infer({ inputs: tensors(rows) }, `/v2/models/small/versions/${version}/infer`)
    expect(answer).toMatchObject({ status: 200, body: { model_version: version } })
    for (const path of ["", "/ready"]) {
      const other = await ask(url(`/v2/models/small/versions/1${path}`))
      expect(other).toMatchObject({ status: 404, body: { code: "serving/model" } })
    }
    expect((await ask(url("/v2/models/large"))).status).toBe(404)
  })

  it("the list of models", async () => {
    const { body } = await ask(url("/v2/repository/index"), { method: "POST" })
    expect(body).toEqual([{ name: "small", version: server.models[0]!.version, state: "READY", reason: "" }])
  })
})

describe("infer", () => {
  it("answers with what predict says, in typed tensors", async () => {
    const answer = await infer({ id: "42", inputs: tensors(rows) })
    expect(answer).toMatchObject({ status: 200, body: { model_name: "small", id: "42" } })
    const outputs = outputsOf(answer)
    const names = outputs.map(({ name }) => name)
    const wanted = expected.map((record) => Object.fromEntries(names.map((name) => [name, record[name]])))
    expectSameRecords(recordsOf(outputs), wanted)
    expect(Object.fromEntries(outputs.map(({ name, datatype, shape }) => [name, [datatype, ...shape]]))).toMatchObject({
      price_predictions: ["FP32", 30],
      likes_predictions: ["BOOL", 30],
      likes_probabilities: ["FP32", 30, 2],
      size_predictions: ["BYTES", 30],
      size_probabilities: ["FP32", 30, 3],
    })
  })

  it("has no id where there was none", async () => {
    expect((await infer({ inputs: tensors(rows) })).body).not.toHaveProperty("id")
  })

  it("gives the outputs that are asked for", async () => {
    const outputs = [{ name: "size_predictions", parameters: {} }]
    const answer = await infer({ inputs: tensors(rows), outputs, parameters: { a: 1 } })
    expect(outputsOf(answer).map(({ name }) => name)).toEqual(["size_predictions"])
  })

  it("takes data as [rows, 1], nested or flat, and other datatypes", async () => {
    const whole = rows.map((row) => ({ ...row, x: 2, flag: true }))
    const wanted = outputsOf(await infer({ inputs: tensors(whole) }))
    const nested = whole.map(({ x }) => [x])
    const forms = [
      { x: { shape: [30, 1], data: nested } },
      { x: { shape: [30, 1], data: nested.flat() } },
      { x: { datatype: "INT64" } },
      { x: { datatype: "UINT8" } },
      { x: { datatype: "BYTES", data: whole.map(() => "2.0") } },
      { flag: { datatype: "BYTES", data: whole.map(() => "True") } },
    ]
    for (const form of forms) expect(outputsOf(await infer({ inputs: tensors(whole, form) }))).toEqual(wanted)
  })

  const two = smallRows(2)
  it.for<[string, unknown, string]>([
    ["no object", [], "object"],
    ["no inputs", {}, '"inputs"'],
    ["inputs that are no tensors", { inputs: [1, { shape: [1] }] }, "without a name"],
    ["a missing input", { inputs: tensors(two).slice(1) }, 'The input "x" is missing'],
    ["an unknown input", { inputs: [...tensors(two), { name: "z" }] }, 'no input "z"'],
    ["an input twice", { inputs: [...tensors(two), ...tensors(two)] }, "twice"],
    ["an unknown key", { inputs: tensors(two), output: [] }, '"output"'],
    ["an unknown key of a tensor", { inputs: tensors(two, { x: { dtype: "FP32" } }) }, '"dtype"'],
    ["an id that is no text", { inputs: tensors(two), id: 1 }, '"id"'],
    ["parameters that are none", { inputs: tensors(two), parameters: [] }, "parameters"],
    ["an unknown output", { inputs: tensors(two), outputs: [{ name: "price" }] }, 'no output "price"'],
    ["outputs that are no list", { inputs: tensors(two), outputs: {} }, '"outputs"'],
    ["no datatype", { inputs: tensors(two, { x: { datatype: "float" } }) }, "datatype"],
    ["a name of every object as datatype", { inputs: tensors(two, { x: { datatype: "toString" } }) }, "datatype"],
    ["no shape", { inputs: tensors(two, { x: { shape: "2" } }) }, "shape"],
    ["a wide shape", { inputs: tensors(two, { x: { shape: [1, 2] } }) }, "[1, 2]"],
    ["more values than its shape", { inputs: tensors(two, { x: { data: [1, 2, 3] } }) }, "3 values"],
    ["inputs of different length", { inputs: tensors(two, { x: { shape: [1], data: [1] } }) }, "2 rows"],
    ["data that are no list", { inputs: tensors(two, { x: { data: "12" } }) }, "not a list"],
    ["text in numbers", { inputs: tensors(two, { x: { data: [1, "2"] } }) }, "no FP64"],
    ["numbers in text", { inputs: tensors(two, { color: { data: ["red", 1] } }) }, "no BYTES"],
    ["parts in whole numbers", { inputs: tensors(two, { x: { datatype: "INT32", data: [1, 1.5] } }) }, "no INT32"],
    ["numbers beyond their type", { inputs: tensors(two, { x: { datatype: "INT8", data: [1, 128] } }) }, "no INT8"],
    ["numbers beyond any", { inputs: tensors(two, { x: { data: [1, 1e300] } }) }, "too large"],
    ["text that is no number", { inputs: tensors(two, { x: { datatype: "BYTES", data: ["1", "a"] } }) }, '"a"'],
    ["null where a value must be", { inputs: tensors(two, { y: { data: [null, 1] } }) }, '"y"'],
  ])("refuses %s", async ([, body, said]) => {
    const answer = await infer(body)
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toContain(said)
  })

  it("names all that is wrong", async () => {
    const { body } = await infer({ inputs: tensors(two, { x: { data: [1] }, color: { datatype: "TEXT" } }), id: {} })
    const { problems } = body as { problems: readonly { field: string }[] }
    expect(problems.map(({ field }) => field).toSorted()).toEqual(["color", "id", "x"])
  })

  it("says what JSON does to large whole numbers", async () => {
    const data = [1, 2 ** 53]
    const { body } = await infer({ inputs: tensors(two, { x: { datatype: "INT64", data } }) })
    expect((body as { hint: string }).hint).toContain("BYTES")
  })

  it("refuses more rows than it takes", async () => {
    const many = smallRows(101)
    expect(await infer({ inputs: tensors(many) })).toMatchObject({ status: 413, body: { code: "serving/too-large" } })
  })
})
