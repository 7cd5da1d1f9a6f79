// The parts of JSON Schema and OpenAPI 3.1 that the document is made of.

export interface Schema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly anyOf?: readonly Schema[]
  readonly examples?: readonly unknown[]
}

export type Schemas = Readonly<Record<string, Schema>>

export interface Parameter {
  readonly name: string
  readonly in: "query" | "path"
  readonly required: boolean
  readonly description: string
  readonly schema: Schema
}

interface MediaType {
  readonly schema: Schema
  readonly example?: unknown
}

export interface Body {
  readonly description?: string
  readonly required?: boolean
  readonly content: Readonly<Record<string, MediaType>>
}

export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Body
  readonly responses: Readonly<Record<string, Body | { readonly $ref: string } | { readonly description: string }>>
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
}

export type Paths = Readonly<Record<string, Readonly<Partial<Record<"get" | "post", Operation>>>>>

export const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** An object that has exactly these. */
export const exactly = (properties: Schemas, description?: string): Schema => ({
  ...(description === undefined ? {} : { description }),
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

export const listOf = (items: Schema, rest: Schema = {}): Schema => ({ type: "array", items, ...rest })

export const json = (schema: Schema, example?: unknown): Body["content"] => ({
  "application/json": example === undefined ? { schema } : { schema, example },
})

export const answer = (description: string, schema: Schema): Body => ({ description, content: json(schema) })

const errorNames = {
  asking: { 401: "unauthorized", 404: "not-found" },
  predicting: {
    400: "bad-request",
    401: "unauthorized",
    404: "not-found",
    408: "timed-out",
    413: "too-large",
    415: "media-type",
    503: "overloaded",
    504: "too-slow",
  },
} as const

/** The errors of an operation, by status. */
export const errorsOf = (kind: keyof typeof errorNames): Operation["responses"] =>
  Object.fromEntries(
    Object.entries(errorNames[kind]).map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]),
  )
