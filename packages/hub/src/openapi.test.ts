import { operations, type Operation } from "@fidelio/client/contract"
import { Validator } from "@seriousme/openapi-schema-validator"
import { expect, test } from "vitest"
import { openApiDocument } from "./openapi.ts"

const all = Object.values(operations) as readonly Operation[]
const document = openApiDocument(all)

test("is a valid document of OpenAPI 3.1", async () => {
  const validator = new Validator()
  const result = await validator.validate(JSON.parse(JSON.stringify(document)) as Record<string, unknown>)
  expect(result).toMatchObject({ valid: true })
  expect(validator.version).toBe("3.1")
})

test("has every operation, with whom it is for", () => {
  const paths = document["paths"] as Record<string, Record<string, { operationId: string; security: unknown[] }>>
  const described = Object.values(paths).flatMap((path) => Object.values(path))
  expect(described.map(({ operationId }) => operationId).toSorted()).toEqual(all.map(({ id }) => id).toSorted())
  const open = described.filter(({ security }) => security.length === 0).map(({ operationId }) => operationId)
  expect(open.toSorted()).toEqual(["getHealth", "signIn"])
})

test("every reference leads somewhere", () => {
  const { schemas, responses } = document["components"] as Record<string, Record<string, unknown>>
  const references = Array.from(JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g), ([, to = ""]) => to)
  expect(references.length).toBeGreaterThan(50)
  const known = new Set([
    ...Object.keys(schemas!).map((name) => `#/components/schemas/${name}`),
    ...Object.keys(responses!).map((name) => `#/components/responses/${name}`),
  ])
  expect(references.filter((to) => !known.has(to))).toEqual([])
})

test("names nothing twice and nothing by its place in a file", () => {
  expect(JSON.parse(JSON.stringify(document)) as Record<string, unknown>).not.toContain("$defs")
  const { schemas } = document["components"] as { schemas: object }
  expect(Object.keys(schemas)).toEqual(expect.arrayContaining(["Problem", "Version", "VersionEvent", "Member"]))
})
