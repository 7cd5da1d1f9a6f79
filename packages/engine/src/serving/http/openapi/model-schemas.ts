// What one model takes and answers, as JSON Schema: labels, ranges and examples of its training.
import type { InputColumn, OutputColumn } from "@fidelio/core"
import type { HostedModel } from "../../hosted-model.ts"
import { datatypes, inputTensor, outputTensor, type Datatype, type TensorDescription } from "../oip-names.ts"
import { exactly, listOf, reference, type Schema, type Schemas } from "./schema.ts"

/** Names of a model's schemas in the document. */
export interface SchemaNames {
  readonly row: string
  readonly form: string
  readonly prediction: string
  readonly table: string
  /** Rows one by one, or a table. */
  readonly rows: string
  readonly answer: string
  readonly inferenceRequest: string
  readonly inferenceAnswer: string
}

export const schemaNames = ({ name }: HostedModel): SchemaNames => ({
  row: `${name}-row`,
  form: `${name}-form`,
  prediction: `${name}-prediction`,
  table: `${name}-table`,
  rows: `${name}-rows`,
  answer: `${name}-table-answer`,
  inferenceRequest: `${name}-inference-request`,
  inferenceAnswer: `${name}-inference-answer`,
})

export function modelSchemas(model: HostedModel): Schemas {
  const { inputs, outputs } = model.signature
  const names = schemaNames(model)
  const prediction = predictionProperties(outputs)
  return {
    [names.row]: {
      ...exactly(Object.fromEntries(inputs.map((column) => [column.name, valueSchema(column)])), "One row."),
      examples: [exampleRow(model)],
    },
    [names.form]: {
      ...exactly(
        Object.fromEntries(inputs.map(({ name }) => [name, { type: "string" }])),
        "One row as the fields of a form; an empty field is a missing value.",
      ),
    },
    [names.prediction]: exactly(prediction, "What the model predicts for one row."),
    [names.table]: tableSchema(inputs.map(({ name }) => name)),
    [names.rows]: { anyOf: [listOf(reference(names.row)), reference(names.table)] },
    [names.answer]: answerSchema(Object.keys(prediction)),
    ...tensorSchemas(model, names),
  }
}

export const exampleRow = ({ signature }: HostedModel): Readonly<Record<string, unknown>> =>
  Object.fromEntries(signature.inputs.map(({ name, example }) => [name, example]))

export const exampleTable = (model: HostedModel): object => {
  const row = exampleRow(model)
  return { columns: Object.keys(row), data: [Object.values(row)] }
}

export const exampleInference = ({ signature }: HostedModel): object => ({
  inputs: signature.inputs.map((column) => {
    const { name, datatype } = inputTensor(column)
    const example = datatype === "BYTES" ? String(column.example) : column.example
    return { name, shape: [1], datatype, data: [example] }
  }),
})

/** A value of a row. Labels and ranges come first; what training did not see is taken too, where the column allows it. */
function valueSchema(column: InputColumn): Schema {
  const { labels, spellings = [], range, isClosed, isRequired, example, type } = column
  const nothing: readonly Schema[] = isRequired ? [] : [{ type: "null", title: "missing" }]
  const description = `A ${type}${isRequired ? "" : "; null where it is missing"}.`
  const examples = [example]
  if (column.dtype === "float32") {
    const seen: readonly Schema[] =
      range === undefined ? [] : [{ type: "number", title: "as in training", ...bounds(range) }]
    const taken: Schema = { type: ["number", "boolean", "string"], title: "any number, also as text" }
    return { description, anyOf: [...seen, taken, ...nothing], examples }
  }
  const known: readonly Schema[] =
    labels === undefined ? [] : [{ type: "string", title: "as in training", enum: [...labels, ...spellings] }]
  const other: Schema = {
    type: ["string", "number", "boolean"],
    title: isClosed ? "another spelling" : "not seen in training",
  }
  return { description, anyOf: [...known, other, ...nothing], examples }
}

const bounds = ({ min, max }: { readonly min: number; readonly max: number }): Schema => ({
  minimum: min,
  maximum: max,
})

/** The answer for a row: what each output gives, the probabilities also one by one. */
function predictionProperties(outputs: readonly OutputColumn[]): Schemas {
  return Object.fromEntries(
    outputs.flatMap((column): readonly (readonly [string, Schema])[] => {
      const { name, labels = [], role } = column
      if (role !== "probabilities") return [[name, outputValue(column)]]
      const list = listOf(probability, {
        description: `In the order ${JSON.stringify(labels)}.`,
        minItems: labels.length,
      })
      return [[name, list], ...labels.map((label) => [`${name}_${label}`, probability] as const)]
    }),
  )
}

const probability: Schema = { type: "number", minimum: 0, maximum: 1 }

function outputValue({ dtype, role, labels }: OutputColumn): Schema {
  if (role === "probability") return { ...probability, description: "Of what is predicted." }
  if (dtype === "bool") return { type: "boolean" }
  if (dtype === "float32") return { type: "number" }
  return labels === undefined ? { type: "string" } : { type: "string", enum: labels }
}

const index = listOf(
  { type: ["integer", "number", "string"] },
  { description: "Names of the rows; 0, 1, 2 … by default." },
)
const cells = listOf(listOf({}), { description: "One list a row, in the order of columns." })

function tableSchema(names: readonly string[]): Schema {
  const columns = listOf({ type: "string", enum: names }, { minItems: names.length, maxItems: names.length })
  const { required: _, ...table } = exactly(
    { index, columns, data: cells },
    "Rows as pandas' orient=split writes them.",
  )
  return { ...table, required: ["columns", "data"] }
}

const answerSchema = (names: readonly string[]): Schema =>
  exactly(
    { index, columns: listOf({ type: "string", enum: names }), data: cells },
    "A row each, in the order asked for.",
  )

function tensorSchemas(model: HostedModel, names: SchemaNames): Schemas {
  const { inputs, outputs } = model.signature
  const sent = inputs.map((column) => tensorSchema(inputTensor(column), Object.keys(datatypes) as Datatype[])) // its own keys
  const given = outputs.map((column) => tensorSchema(outputTensor(column)))
  const id: Schema = { type: "string", description: "Comes back with the answer." }
  const parameters: Schema = { type: "object", description: "Accepted, and not used." }
  const wanted = exactly({ name: { type: "string", enum: outputs.map(({ name }) => name) } })
  return {
    [names.inferenceRequest]: {
      type: "object",
      properties: {
        id,
        parameters,
        inputs: listOf({ anyOf: sent }, { minItems: inputs.length, maxItems: inputs.length }),
        outputs: listOf(
          { ...wanted, properties: { ...wanted.properties, parameters } },
          { description: "All, where left out." },
        ),
      },
      required: ["inputs"],
      additionalProperties: false,
    },
    [names.inferenceAnswer]: {
      type: "object",
      properties: {
        model_name: { const: model.name },
        model_version: { type: "string" },
        id,
        outputs: listOf({ anyOf: given }),
      },
      required: ["model_name", "model_version", "outputs"],
    },
  }
}

function tensorSchema({ name, datatype, shape }: TensorDescription, also: readonly Datatype[] = [datatype]): Schema {
  return {
    title: name,
    type: "object",
    properties: {
      name: { const: name },
      shape: listOf({ type: "integer" }, { description: `[${shape.join(", ")}], −1 for the number of rows.` }),
      datatype:
        also.length === 1
          ? { const: datatype }
          : { type: "string", enum: [datatype, ...also.filter((other) => other !== datatype)] },
      parameters: { type: "object" },
      data: listOf(
        {},
        { description: "Flat, row after row; inputs may be nested, and null where a value is missing." },
      ),
    },
    required: ["name", "shape", "datatype", "data"],
    additionalProperties: false,
  }
}
