// An inference request of the Open Inference Protocol: JSON to columns, with every problem of it.
import type { ModelSignature } from "@fidelio/core"
import type { TensorData } from "../hosted-model.ts"
import { Problems } from "../problems.ts"
import { ServingError } from "../serving-error.ts"
import { datatypes, isDatatype, type Datatype } from "./oip-names.ts"

export interface InferenceRequest {
  readonly id: string | undefined
  readonly size: number
  /** By input column, flat. */
  readonly columns: Readonly<Record<string, TensorData>>
  /** Names of the outputs that are asked for; undefined: all. */
  readonly outputs: readonly string[] | undefined
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What JSON calls a value, never the value. */
function kindOf(value: unknown): string {
  if (value === undefined) return "nothing"
  if (value === null) return "null"
  if (Array.isArray(value)) return "a list"
  if (typeof value === "object") return "an object"
  return typeof value === "string" ? "a text" : `a ${typeof value}`
}

/** Adds a problem, and stands for the value that is not there. */
function wrong(
  problems: Problems,
  field: string,
  message: string,
  place: { record?: number; hint?: string } = {},
): undefined {
  problems.add({ record: place.record, field, message, hint: place.hint })
}

function checkKeys(problems: Problems, fields: Fields, allowed: readonly string[], what: string): void {
  for (const key of Object.keys(fields)) {
    if (allowed.includes(key)) continue
    wrong(problems, key, `${what} has the unknown key "${key}"; it may have ${allowed.join(", ")}.`)
  }
  if (fields["parameters"] !== undefined && !isObject(fields["parameters"])) {
    wrong(
      problems,
      "parameters",
      `parameters of ${what.toLowerCase()} is ${kindOf(fields["parameters"])}, not an object.`,
    )
  }
}

/** Rows of a tensor by its shape, [rows] or [rows, 1]. */
function rowsOfShape(problems: Problems, name: string, shape: unknown): number | undefined {
  const isShape = Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0)
  if (!isShape) return wrong(problems, name, `The tensor "${name}" has no shape: a list of whole numbers.`)
  const [rows, width = 1] = shape as readonly number[] // as checked above
  if (rows !== undefined && width === 1 && shape.length <= 2) return rows
  return wrong(
    problems,
    name,
    `The tensor "${name}" has the shape [${shape.slice(0, 8).join(", ")}]; it must be [rows] or [rows, 1].`,
  )
}

/** [a, b] of [[a], [b]]; flat data as they are. */
function flat(data: readonly unknown[]): readonly unknown[] {
  const isNested = data.length > 0 && data.every((row) => Array.isArray(row) && row.length === 1)
  return isNested ? data.map((row) => (row as readonly unknown[])[0]) : data
}

function isOfDatatype(value: unknown, datatype: Datatype): boolean {
  if (value === null) return true // missing
  const spec: { readonly kind: string; readonly min?: number; readonly max?: number } = datatypes[datatype]
  if (spec.kind === "text") return typeof value === "string"
  if (spec.kind === "boolean") return typeof value === "boolean"
  if (typeof value !== "number") return false
  return spec.kind === "number" || (Number.isInteger(value) && value >= spec.min! && value <= spec.max!)
}

const hintFor = (datatype: Datatype): string | undefined =>
  datatype.endsWith("INT64") ? "Whole numbers beyond ±(2^53 − 1) lose digits in JSON: send them as BYTES." : undefined

function dataOf(
  problems: Problems,
  name: string,
  tensor: Fields,
  rows: number | undefined,
): readonly unknown[] | undefined {
  const { datatype, data } = tensor
  if (!isDatatype(datatype)) {
    const known = Object.keys(datatypes).join(", ")
    return wrong(problems, name, `The tensor "${name}" has no datatype that this server reads: ${known}.`)
  }
  if (!Array.isArray(data)) return wrong(problems, name, `The data of "${name}" is ${kindOf(data)}, not a list.`)
  const values = flat(data)
  if (rows !== undefined && values.length !== rows) {
    return wrong(problems, name, `The tensor "${name}" has ${values.length} values, but its shape says ${rows}.`)
  }
  const place = values.findIndex((value) => !isOfDatatype(value, datatype))
  if (place < 0) return values
  const found = kindOf(values[place])
  const hint = hintFor(datatype)
  return wrong(problems, name, `The data of "${name}" has ${found} at place ${place} that is no ${datatype}.`, {
    record: place,
    ...(hint === undefined ? {} : { hint }),
  })
}

const tensorKeys = ["name", "shape", "datatype", "parameters", "data"]

function readInputs(
  problems: Problems,
  inputs: unknown,
  signature: ModelSignature,
): Omit<InferenceRequest, "id" | "outputs"> {
  const columns = Object.create(null) as Record<string, TensorData> // no name is special
  const known = new Set(signature.inputs.map(({ name }) => name))
  let size: number | undefined
  if (!Array.isArray(inputs)) wrong(problems, "inputs", `"inputs" is ${kindOf(inputs)}, not a list of tensors.`)
  for (const tensor of Array.isArray(inputs) ? (inputs as readonly unknown[]) : []) {
    const name = isObject(tensor) ? tensor["name"] : undefined
    if (!isObject(tensor) || typeof name !== "string") {
      wrong(problems, "inputs", `"inputs" has ${kindOf(tensor)} without a name.`)
    } else if (!known.has(name)) {
      wrong(problems, name, `The model has no input "${name}".`)
    } else if (Object.hasOwn(columns, name)) {
      wrong(problems, name, `The input "${name}" is there twice.`)
    } else {
      checkKeys(problems, tensor, tensorKeys, `The tensor "${name}"`)
      const rows = rowsOfShape(problems, name, tensor["shape"])
      columns[name] = dataOf(problems, name, tensor, rows) ?? []
      size ??= rows
      if (rows !== undefined && rows !== size) {
        wrong(problems, name, `The tensor "${name}" has ${rows} rows, but those before it have ${size}.`)
      }
    }
  }
  for (const name of known) {
    if (Array.isArray(inputs) && !Object.hasOwn(columns, name)) wrong(problems, name, `The input "${name}" is missing.`)
  }
  return { size: size ?? 0, columns }
}

function readOutputs(problems: Problems, outputs: unknown, signature: ModelSignature): readonly string[] | undefined {
  if (outputs === undefined) return undefined
  if (!Array.isArray(outputs)) return wrong(problems, "outputs", `"outputs" is ${kindOf(outputs)}, not a list.`)
  const names: string[] = []
  for (const output of outputs as readonly unknown[]) {
    const name = isObject(output) ? output["name"] : undefined
    if (!isObject(output) || typeof name !== "string") {
      wrong(problems, "outputs", `"outputs" has ${kindOf(output)} without a name.`)
    } else if (!signature.outputs.some((column) => column.name === name)) {
      wrong(problems, name, `The model has no output "${name}".`)
    } else {
      checkKeys(problems, output, ["name", "parameters"], `The output "${name}"`)
      names.push(name)
    }
  }
  return names
}

export function readInferenceRequest(body: unknown, signature: ModelSignature): InferenceRequest {
  const problems = new Problems()
  if (!isObject(body)) {
    throw new ServingError("serving/request", `The request is ${kindOf(body)}, not an object with "inputs".`)
  }
  checkKeys(problems, body, ["id", "parameters", "inputs", "outputs"], "The request")
  const { id } = body
  if (id !== undefined && typeof id !== "string") wrong(problems, "id", `"id" is ${kindOf(id)}, not a text.`)
  const request = readInputs(problems, body["inputs"], signature)
  const outputs = readOutputs(problems, body["outputs"], signature)
  problems.raise()
  return { ...request, id: typeof id === "string" ? id : undefined, outputs }
}
