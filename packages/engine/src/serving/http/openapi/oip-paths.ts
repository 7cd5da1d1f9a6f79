// The routes of the Open Inference Protocol in the OpenAPI document: each model by its own name.
import type { HostedModel } from "../../hosted-model.ts"
import { exampleInference, schemaNames } from "./model-schemas.ts"
import {
  answer,
  errorsOf,
  exactly,
  json,
  listOf,
  reference,
  type Operation,
  type Parameter,
  type Paths,
  type Schema,
} from "./schema.ts"

const tags = ["inference protocol"]
const text: Schema = { type: "string" }
const truth: Schema = { type: "boolean" }

export const oipPaths = (models: readonly HostedModel[]): Paths => ({
  "/v2": {
    get: {
      operationId: "serverMetadata",
      tags,
      summary: "Name and version of the server",
      responses: {
        200: answer("What the server is.", exactly({ name: text, version: text, extensions: listOf(text) })),
        ...errorsOf("asking"),
      },
    },
  },
  "/v2/health/live": { get: health("serverLive", "Whether the server runs", exactly({ live: truth })) },
  "/v2/health/ready": {
    get: health("serverReady", "Whether every model is warm", exactly({ live: truth, ready: truth })),
  },
  "/v2/repository/index": { post: repositoryIndex },
  ...Object.assign({}, ...models.flatMap((model) => [modelPaths(model, false), modelPaths(model, true)])),
})

function health(operationId: string, summary: string, schema: Schema): Operation {
  const notYet = operationId === "serverReady" ? { 503: answer("Not yet, or the server closes.", schema) } : {}
  return { operationId, tags, summary, security: [], responses: { 200: answer("Yes.", schema), ...notYet } }
}

const repositoryIndex: Operation = {
  operationId: "repositoryIndex",
  tags,
  summary: "The models of the server",
  responses: {
    200: answer("One entry a model.", listOf(exactly({ name: text, version: text, state: text, reason: text }))),
    ...errorsOf("asking"),
  },
}

const version: Parameter = {
  name: "version",
  in: "path",
  required: true,
  description: "The version that the model must have.",
  schema: text,
}

function modelPaths(model: HostedModel, isVersioned: boolean): Paths {
  const { name } = model
  const names = schemaNames(model)
  const url = `/v2/models/${name}${isVersioned ? "/versions/{version}" : ""}`
  const id = (verb: string): string => `${verb}-${name}${isVersioned ? "-version" : ""}`
  const common = { tags, ...(isVersioned ? { parameters: [version] } : {}) }
  const ready = exactly({ name: text, ready: truth })
  return {
    [url]: {
      get: {
        ...common,
        operationId: id("metadata"),
        summary: `What ${name} takes and gives, as tensors`,
        responses: { 200: answer("Inputs and outputs.", metadata), ...errorsOf("asking") },
      },
    },
    [`${url}/ready`]: {
      get: {
        ...common,
        operationId: id("ready"),
        summary: `Whether ${name} is warm`,
        responses: { 200: answer("Yes.", ready), 503: answer("Not yet.", ready), ...errorsOf("asking") },
      },
    },
    [`${url}/infer`]: {
      post: {
        ...common,
        operationId: id("infer"),
        summary: `Predict by ${name} for tensors`,
        requestBody: { required: true, content: json(reference(names.inferenceRequest), exampleInference(model)) },
        responses: { 200: answer("The outputs.", reference(names.inferenceAnswer)), ...errorsOf("predicting") },
      },
    },
  }
}

const tensors = listOf(exactly({ name: text, datatype: text, shape: listOf({ type: "integer" }) }))
const metadata = exactly({ name: text, versions: listOf(text), platform: text, inputs: tensors, outputs: tensors })
