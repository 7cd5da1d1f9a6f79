// Ludwig's routes in the OpenAPI document.
import type { HostedModel } from "../../hosted-model.ts"
import { exampleRow, exampleTable, schemaNames, type SchemaNames } from "./model-schemas.ts"
import { answer, errorsOf, reference, type Body, type Parameter, type Paths, type Schema } from "./schema.ts"

/** The schema of one model, or any of several. */
function anyModel(models: readonly HostedModel[], pick: (names: SchemaNames) => string): Schema {
  const schemas = models.map((model) => reference(pick(schemaNames(model))))
  return schemas.length === 1 ? schemas[0]! : { anyOf: schemas }
}

const modelParameter = (models: readonly HostedModel[]): readonly Parameter[] => [
  {
    name: "model",
    in: "query",
    required: false,
    description: "The model that answers; the first where it is left out.",
    schema: { type: "string", enum: models.map(({ name }) => name) },
  },
]

export function ludwigPaths(models: readonly HostedModel[]): Paths {
  const [first] = models as readonly [HostedModel, ...HostedModel[]] // a server has one
  const parameters = modelParameter(models)
  return {
    "/predict": {
      post: {
        operationId: "predict",
        tags: ["predict"],
        summary: "Predict for one row",
        description: "Every column must be there; null, or an empty field of a form, is a missing value.",
        parameters,
        requestBody: {
          required: true,
          content: {
            "application/json": { schema: anyModel(models, ({ row }) => row), example: exampleRow(first) },
            "multipart/form-data": { schema: anyModel(models, ({ form }) => form) },
          },
        },
        responses: {
          200: answer(
            "The predictions.",
            anyModel(models, ({ prediction }) => prediction),
          ),
          ...errorsOf("predicting"),
        },
      },
    },
    "/batch_predict": {
      post: {
        operationId: "batchPredict",
        tags: ["predict"],
        summary: "Predict for a table",
        description: "A list of rows, or a table of columns and data; answered as a table.",
        parameters,
        requestBody: tableBody(models, first),
        responses: {
          200: answer(
            "The predictions, as a table.",
            anyModel(models, ({ answer: table }) => table),
          ),
          ...errorsOf("predicting"),
        },
      },
    },
    "/info": {
      get: {
        operationId: "modelInfo",
        tags: ["predict"],
        summary: "What the model takes and gives",
        parameters,
        responses: {
          200: answer("The columns, with their labels and ranges.", { type: "object" }),
          ...errorsOf("asking"),
        },
      },
    },
  }
}

const tableBody = (models: readonly HostedModel[], first: HostedModel): Body => ({
  required: true,
  content: {
    "application/json": { schema: anyModel(models, ({ rows }) => rows), example: exampleTable(first) },
    "multipart/form-data": {
      schema: {
        type: "object",
        properties: { dataset: { type: "string", description: "The table, as JSON." } },
        required: ["dataset"],
      },
    },
  },
})
