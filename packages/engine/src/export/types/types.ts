// TypeScript types of a model's rows and predictions, with a client for its server: a wrong column or label fails to compile.
import { type InputColumn, type ModelSignature, type PredictionColumn } from "@fidelio/core"
import { predictionColumns } from "../../prediction/predict.ts"
import { fidelioVersion } from "../../version.ts"
import { defineFormat } from "../format.ts"
import { clientSource } from "./client-source.ts"

export const types = defineFormat({
  type: "types",
  summary: "A TypeScript file: the types of rows and predictions, and a client for the server.",
  writes: "file",
  output: "model.ts",
  hasGraph: false,
  files: ({ model, name }) => new Map([["model.ts", typesSource(name, model.signature, predictionColumns(model))]]),
})

/** More labels than this are just texts: the file would be longer than it is useful. */
const mostLabels = 1000

const typesSource = (name: string, signature: ModelSignature, columns: readonly PredictionColumn[]): string =>
  `// The model ${JSON.stringify(name)}: the rows that it takes, the predictions that it gives, and a client for its server.
// Written by fidelio ${fidelioVersion()} (export_model --format types); write it again when the model is trained again.

${rowTypes(signature, columns)}
${clientSource}`

/** The interfaces of a row and of its predictions. */
export function rowTypes(signature: ModelSignature, columns: readonly PredictionColumn[]): string {
  const labels = new Map(
    signature.outputs.filter(({ role }) => role === "predictions").map((column) => [column.name, column.labels]),
  )
  const outputs = columns.map((column) => property(column.name, outputType(column, labels.get(column.name))))
  return `/** A row as the model takes it; null is a missing value. */
export interface Inputs {
${columnsOf(signature).map(inputProperty).join("\n")}
}

/** The predictions for a row. */
export interface Outputs {
${outputs.join("\n")}
}
`
}

/** One entry a column of the data; of several readings of a column, one that knows labels. */
function columnsOf({ inputs }: ModelSignature): readonly InputColumn[] {
  const columns = new Map<string, InputColumn>()
  for (const input of inputs) {
    const known = columns.get(input.column)
    if (known === undefined || (known.labels === undefined && input.labels !== undefined)) {
      columns.set(input.column, input)
    }
  }
  return [...columns.values()]
}

function inputProperty(column: InputColumn): string {
  const alternatives = column.isRequired ? inputTypes(column) : [...inputTypes(column), "null"]
  return `  /** ${description(column)} */\n${property(column.column, alternatives)}`
}

const property = (name: string, alternatives: readonly string[]): string =>
  `  readonly ${key(name)}: ${union(alternatives)}`

/** What a value may be. A label that is written as a number or a truth value may also be given as one. */
function inputTypes({ dtype, labels = [], spellings = [] }: InputColumn): readonly string[] {
  if (dtype === "float32") return ["number"]
  if (labels.length === 0 || labels.length > mostLabels) return ["string", "number", "boolean"]
  const understood = [...labels, ...spellings]
  const isTruth = understood.includes("True") && understood.includes("False")
  const texts = isTruth && labels.every((label) => ["true", "false"].includes(label.toLowerCase())) ? [] : labels
  return [...texts.map((label) => JSON.stringify(label)), ...labels.filter(isNumeral), ...(isTruth ? ["boolean"] : [])]
}

const isNumeral = (label: string): boolean => Number.isSafeInteger(Number(label)) && String(Number(label)) === label

function outputType({ type }: PredictionColumn, labels: readonly string[] = []): readonly string[] {
  switch (type) {
    case "float":
      return ["number"]
    case "boolean":
      return ["boolean"]
    case "float_list":
      return ["readonly number[]"]
    case "string":
      return labels.length === 0 || labels.length > mostLabels
        ? ["string"]
        : labels.map((label) => JSON.stringify(label))
  }
}

function description({ type, dtype, range, labels = [], isClosed }: InputColumn): string {
  const words = [`${type.charAt(0).toUpperCase()}${type.slice(1)}`]
  if (dtype === "float32" && range !== undefined) words.push(`${range.min} to ${range.max} in training`)
  if (dtype === "string" && labels.length > mostLabels) words.push(`${labels.length} labels in training`)
  if (dtype === "string" && !isClosed) words.push("the model takes other texts as unknown")
  return `${words.join("; ").replaceAll("*/", "* /")}.`
}

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))

const widest = 100

/** On one line, or each alternative on its own. */
function union(alternatives: readonly string[]): string {
  const line = alternatives.join(" | ")
  return line.length <= widest ? line : alternatives.map((alternative) => `\n    | ${alternative}`).join("")
}
