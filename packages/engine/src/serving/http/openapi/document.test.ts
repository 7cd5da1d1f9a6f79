import { Validator } from "@seriousme/openapi-schema-validator"
import { Ajv2020 } from "ajv/dist/2020.js"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ask, postJson } from "../../../../../../test/support/http.ts"
import { saveBelow, smallRows, trainSmallModel } from "../../../../../../test/support/served-model.ts"
import { temporaryFolder } from "../../../../../../test/support/tables.ts"
import { hostModel } from "../../host-model.ts"
import type { HostedModel } from "../../hosted-model.ts"
import { createApp, type App } from "../app.ts"
import type { OpenApiDocument } from "./document.ts"
import type { Body, Operation, Schema } from "./schema.ts"

const folder = temporaryFolder()
const rows = smallRows(20)
let models: readonly HostedModel[]
let app: App
let url: string
let document: OpenApiDocument

beforeAll(async () => {
  const modelPath = await saveBelow(folder.path, await trainSmallModel())
  models = await Promise.all(["small", "other.v2"].map((name) => hostModel({ modelPath, name, workers: 1 })))
  await Promise.all(models.map((model) => model.whenReady()))
  app = await createApp(models, {
    maxBody: 1e6,
    maxRows: 100,
    requestTimeoutMs: 10_000,
    allowedOrigins: [],
    allowedHosts: undefined,
    tokens: [],
  })
  url = await app.fastify.listen({ port: 0, host: "127.0.0.1" })
  document = (await ask(`${url}/openapi.json`)).body as OpenApiDocument
})
afterAll(async () => {
  await app.fastify.close()
  await Promise.all(models.map((model) => model.close()))
  await folder[Symbol.asyncDispose]()
})

/** Whether a value is as a schema of the document says. */
function validator(): (schema: Schema, value: unknown) => string {
  const ajv = new Ajv2020({ strict: false })
  ajv.addSchema({ $id: "document", components: document.components })
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>()
  return (schema, value) => {
    const text = JSON.stringify(schema).replaceAll('"#/', '"document#/')
    const validate = compiled.get(text) ?? ajv.compile(JSON.parse(text) as object)
    compiled.set(text, validate)
    return validate(value) ? "" : ajv.errorsText(validate.errors)
  }
}

const operations = (): readonly { readonly method: string; readonly path: string; readonly operation: Operation }[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )

const jsonSchema = (body: Body | undefined): Schema => body!.content["application/json"]!.schema
const named = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

describe("the OpenAPI document", () => {
  it("is valid", async () => {
    const result = await new Validator().validate(structuredClone(document) as unknown as Record<string, unknown>)
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
  })

  it("describes every route of the server, and no other", () => {
    const described = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    const served = app.endpoints.flatMap(({ method, url: pattern }) => {
      const paths = pattern.includes(":model") ? models.map(({ name }) => pattern.replace(":model", name)) : [pattern]
      return paths.map((path) => `${method} ${path.replace(":version", "{version}")}`)
    })
    expect(described.toSorted()).toEqual(served.toSorted())
  })

  it("has an id for each operation", () => {
    const ids = operations().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("knows labels, ranges and examples", () => {
    const { properties, required } = document.components.schemas["small-row"]!
    expect(required).toEqual(["x", "y", "color", "flag"])
    const { range, labels } = {
      range: models[0]!.signature.inputs[0]!.range!,
      labels: models[0]!.signature.inputs[2]!.labels,
    }
    expect(properties!["x"]!.anyOf![0]).toMatchObject({ minimum: range.min, maximum: range.max })
    expect(properties!["color"]!.anyOf![0]).toMatchObject({ enum: labels })
    expect(properties!["color"]!.examples).toHaveLength(1)
    expect(document.components.schemas["small-prediction"]!.properties).toMatchObject({
      size_predictions: { enum: expect.arrayContaining(["small", "middle", "large"]) as string[] },
      likes_predictions: { type: "boolean" },
      price_predictions: { type: "number" },
    })
  })

  it("has examples that its server answers as it says", async () => {
    const check = validator()
    for (const { method, path, operation } of operations()) {
      const content = operation.requestBody?.content["application/json"]
      const address = `${url}${path.replace("{version}", models[0]!.version)}`
      const { status, body } =
        content === undefined && path === "/metrics"
          ? { status: (await fetch(address)).status, body: undefined }
          : content === undefined
            ? await ask(address, { method: method.toUpperCase() })
            : await postJson(address, content.example)
      expect([path, status]).toEqual([path, 200])
      if (content !== undefined) expect(check(content.schema, content.example)).toBe("")
      if (body !== undefined)
        expect([path, check(jsonSchema(operation.responses[200] as Body), body)]).toEqual([path, ""])
    }
  })

  it("allows what the server takes, and describes what it answers", async () => {
    const check = validator()
    const table = { columns: Object.keys(rows[0]!), data: rows.map((row) => Object.values(row)) }
    for (const row of rows) {
      expect(check(named("small-row"), row)).toBe("")
      expect(check(named("small-prediction"), (await postJson(`${url}/predict`, row)).body)).toBe("")
    }
    for (const body of [rows, table]) {
      expect(check(named("small-rows"), body)).toBe("")
      expect(check(named("small-table-answer"), (await postJson(`${url}/batch_predict`, body)).body)).toBe("")
    }
    const { y: _, ...incomplete } = rows[0]!
    expect(check(named("small-row"), incomplete)).not.toBe("")
    expect(check(named("small-row"), { ...rows[0], y: null })).not.toBe("")
    const { body: error } = await postJson(`${url}/predict`, { ...incomplete, x: "a" })
    expect(check(named("error"), error)).toBe("")
  })

  it("is on a page that needs nothing from elsewhere", async () => {
    const page = await (await fetch(`${url}/docs`)).text()
    const links = Array.from(page.matchAll(/(?:src|href)="([^"]*)"/g), ([, link]) => link!)
    expect(links.length).toBeGreaterThan(3)
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//)
      expect((await fetch(`${url}${link}`)).status).toBe(200)
    }
    expect((await ask(`${url}/docs/json`)).body).toEqual(document)
  })
})
