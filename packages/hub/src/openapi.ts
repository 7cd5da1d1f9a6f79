// The OpenAPI 3.1 document of the hub, made from the contract that also checks every request.
import type { Json } from "@fidelio/core"
import { isBytes, problemSchema, type Answer, type Operation } from "@fidelio/client/contract"
import { z } from "zod"

type JsonObject = Readonly<Record<string, Json>>

export function openApiDocument(operations: readonly Operation[]): JsonObject {
  const schemas = schemaCollector()
  const paths: Record<string, Record<string, Json>> = {}
  for (const operation of operations) {
    const path = (paths[`/api/v1${operation.path}`] ??= {})
    path[operation.method.toLowerCase()] = describe(operation, schemas)
  }
  const problem = { "application/problem+json": { schema: schemas.add(problemSchema, "output") } }
  return {
    openapi: "3.1.0",
    info: {
      title: "Fidelio hub",
      version: "1",
      description:
        "Model repositories: versions, lineage, diff, fork, training. Lists are paged by `cursor`; a creation with an `Idempotency-Key` is done once however often it is sent.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(operations.map(({ tag }) => tag))].toSorted().map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.all,
      responses: { Problem: { description: "What is wrong.", content: problem } },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A personal or service token: `fid_…`." },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "fidelio_session",
          description:
            "Set by signing in, for browsers; its name may have the hub's port. Changes also send `X-CSRF-Token`.",
        },
      },
    },
  }
}

function describe(operation: Operation, schemas: SchemaCollector): JsonObject {
  const { id, tag, summary, access, isCreation } = operation
  const parameters = [
    ...parametersOf(operation.params, "path", schemas),
    ...parametersOf(operation.query, "query", schemas),
    ...(isCreation === true ? [idempotencyKey] : []),
  ]
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(access === "open" ? {} : { description: `For the role ${access} and above.`, "x-role": access }),
    security: access === "open" ? [] : [{ token: [] }, { session: [] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body === undefined ? {} : { requestBody: bodyOf(operation.body, schemas) }),
    responses: { ...answerOf(operation.answer, schemas), default: { $ref: "#/components/responses/Problem" } },
  }
}

const idempotencyKey: JsonObject = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "Made for this creation; sent again with it, nothing is created twice.",
  schema: { type: "string", minLength: 1, maxLength: 200 },
}

function parametersOf(shape: z.ZodObject | undefined, place: "path" | "query", schemas: SchemaCollector): JsonObject[] {
  return Object.entries(shape?.shape ?? {}).map(([name, schema]) => {
    const field = schema as z.ZodType // of an object of schemas
    const { description, ...rest } = schemas.add(field, "input")
    return {
      name,
      in: place,
      required: place === "path" || !field.safeParse(undefined).success,
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
}

function bodyOf(body: NonNullable<Operation["body"]>, schemas: SchemaCollector): JsonObject {
  return isBytes(body)
    ? { required: true, description: body.summary, content: { "application/octet-stream": {} } }
    : { required: true, content: { "application/json": { schema: schemas.add(body, "input") } } }
}

function answerOf(answer: Answer, schemas: SchemaCollector): JsonObject {
  switch (answer.kind) {
    case "json": {
      const schema = schemas.add(answer.schema, "output")
      return { [answer.status]: { description: "Done.", content: { "application/json": { schema } } } }
    }
    case "none":
      return { 204: { description: "Done." } }
    case "bytes":
      return { 200: { description: answer.summary, content: { "application/octet-stream": {} } } }
    case "events": {
      const schema = schemas.add(answer.schema, "output")
      const description = "Events, each named after its `type`; the data of each are JSON."
      return {
        200: { description, content: { "text/event-stream": { schema: { type: "string" }, "x-event": schema } } },
      }
    }
  }
}

interface SchemaCollector {
  /** The JSON Schema; what of it has a name stands in `all`. */
  add(schema: z.ZodType, io: "input" | "output"): JsonObject
  readonly all: Record<string, Json>
}

const nameStart = "#/$defs/"

function schemaCollector(): SchemaCollector {
  const all: Record<string, Json> = {}
  const texts = new Map<string, string>()
  /** Where defaults make what is sent different from what is answered, the former has a name of its own. */
  const nameOf = (id: string, schema: Json, io: "input" | "output"): string => {
    const text = JSON.stringify(schema)
    const name = [id, io === "input" ? `${id}Input` : `${id}Output`].find((candidate) =>
      [undefined, text].includes(texts.get(candidate)),
    )!
    texts.set(name, text)
    return name
  }
  return {
    all,
    add(schema, io) {
      // unrepresentable: dates and the like, which the contract has none of
      const { $schema: _, $defs = {}, ...own } = z.toJSONSchema(schema, { io, target: "draft-2020-12" }) as JsonObject
      const names = new Map<string, string>()
      for (const [id, definition] of Object.entries($defs as JsonObject)) names.set(id, nameOf(id, definition, io))
      const place = (value: Json): Json => withRefs(value, names)
      for (const [id, definition] of Object.entries($defs as JsonObject))
        all[names.get(id)!] = withoutId(place(definition))
      return withoutId(place(own)) as JsonObject
    },
  }
}

function withRefs(value: Json, names: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((entry) => withRefs(entry as Json, names))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]: [string, Json]) =>
      key === "$ref" && typeof entry === "string" && entry.startsWith(nameStart)
        ? [key, `#/components/schemas/${names.get(entry.slice(nameStart.length)) ?? ""}`]
        : [key, withRefs(entry, names)],
    ),
  )
}

/** Names are told by their places in the document. */
function withoutId(value: Json): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  const { id: _, ...rest } = value as JsonObject
  return typeof (value as JsonObject)["id"] === "string" ? rest : value
}
