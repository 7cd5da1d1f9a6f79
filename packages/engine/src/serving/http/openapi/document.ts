// The OpenAPI 3.1 document of a server, made from the signatures of its models.
import { errorCatalogue } from "@fidelio/core/errors"
import { fidelioVersion } from "../../../version.ts"
import type { HostedModel } from "../../hosted-model.ts"
import { ludwigPaths } from "./ludwig-paths.ts"
import { modelSchemas } from "./model-schemas.ts"
import { oipPaths } from "./oip-paths.ts"
import { answer, listOf, reference, type Body, type Paths, type Schema, type Schemas } from "./schema.ts"
import { serverPaths } from "./server-paths.ts"

export interface OpenApiDocument {
  readonly openapi: "3.1.0"
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  readonly paths: Paths
  readonly components: {
    readonly schemas: Schemas
    readonly responses: Readonly<Record<string, Body>>
    readonly securitySchemes?: Readonly<Record<string, object>>
  }
  readonly security?: readonly object[]
}

const problem: Schema = {
  type: "object",
  properties: {
    record: { type: "integer", description: "Place of the row, from 0." },
    field: { type: "string" },
    message: { type: "string" },
    hint: { type: "string" },
  },
  required: ["message"],
}

const errorSchema: Schema = {
  type: "object",
  properties: {
    error: { type: "string", description: "A sentence." },
    code: { type: "string", enum: Object.keys(errorCatalogue).filter((code) => code.startsWith("serving/")) },
    hint: { type: "string", description: "What to do about it." },
    problems: listOf(problem, { description: "Everything that is wrong with the request." }),
  },
  required: ["error", "code"],
}

/** Answers that every route may have. */
const errorResponses: Readonly<Record<string, Body>> = {
  "bad-request": answer("The request is not as the model takes it; every problem is named.", reference("error")),
  unauthorized: answer("There is no token, or an unknown one.", reference("error")),
  "not-found": answer("There is no such model or version.", reference("error")),
  "timed-out": answer("The request was too slow to arrive.", reference("error")),
  "too-large": answer("There are too many bytes or rows.", reference("error")),
  "media-type": answer("The content type is not read here.", reference("error")),
  overloaded: answer("Too many requests wait; Retry-After says when to try again.", reference("error")),
  "too-slow": answer("The prediction took too long.", reference("error")),
}

const tags = [
  { name: "predict", description: "Rows in, predictions out, as Ludwig's server has it." },
  { name: "inference protocol", description: "The Open Inference Protocol v2, as KServe and Triton have it." },
  { name: "server", description: "Health, metrics, and this document." },
]

export function openApiDocument(models: readonly HostedModel[], hasTokens = false): OpenApiDocument {
  const names = models.map(({ name }) => name).join(", ")
  return {
    openapi: "3.1.0",
    info: {
      title: `Fidelio: ${names}`,
      version: fidelioVersion(),
      description: `Predictions of ${models.map(({ name, version }) => `${name} (version ${version})`).join(", ")}.`,
    },
    tags,
    paths: { ...ludwigPaths(models), ...oipPaths(models), ...serverPaths },
    components: {
      schemas: { error: errorSchema, ...Object.assign({}, ...models.map(modelSchemas)) },
      responses: errorResponses,
      ...(hasTokens ? { securitySchemes: { token: { type: "http", scheme: "bearer" } } } : {}),
    },
    ...(hasTokens ? { security: [{ token: [] }] } : {}),
  }
}
