// ONNX file → graph.
import { GraphError } from "../errors.ts"
import type { OperatorRule } from "./check.ts"
import { dtypeCodes, type Dtype } from "./dtype.ts"
import { Graph, type Attribute, type Attributes, type Value, type ValueInfo } from "./graph.ts"
import {
  attributeKinds,
  decodeMessage,
  type AttributeMessage,
  type GraphMessage,
  type ModelMessage,
  type NodeMessage,
  type TensorMessage,
  type ValueInfoMessage,
} from "./onnx-schema.ts"
import { builtOpset, versionsOf } from "./opset-lowering.ts"
import { sizeOf } from "./shape.ts"
import type { Tensor, TensorData } from "./tensor.ts"

/** The graph of an ONNX model that consists of known operators. */
export function decodeModel(bytes: Uint8Array, operators: readonly OperatorRule[]): Graph {
  const model = parse(bytes)
  for (const { domain = "", version = 0 } of model.opsetImport ?? []) checkVersion(domain, version)
  if ((model.functions ?? []).length > 0) return fail("the model defines operators of its own, which is not supported")
  if (model.graph === undefined || (model.opsetImport ?? []).length === 0) return fail("this is no ONNX model")
  const graph = new Graph(model.graph.name ?? "")
  readGraph(model.graph, graph, { operators, values: new Map(), names: new Set() })
  return graph
}

/** What was kept in the file beside the graph. */
export function decodeMetadata(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries((parse(bytes).metadataProps ?? []).map(({ key = "", value = "" }) => [key, value]))
}

function parse(bytes: Uint8Array): ModelMessage {
  try {
    return decodeMessage(bytes)
  } catch (cause) {
    throw new GraphError("graph/onnx", "this is no ONNX model, or it is damaged", { cause })
  }
}

function checkVersion(domain: string, version: number): void {
  const known = versionsOf(builtOpset).operators[domain === "ai.onnx" ? "" : domain]
  if (known !== undefined && version !== known) {
    const set = domain === "" ? "opset" : `opset of ${domain}`
    fail(`the model uses ${set} ${version}, ${version < known ? "older" : "newer"} than the supported ${known}`)
  }
}

function fail(message: string, at?: string): never {
  throw new GraphError("graph/onnx", message, { at })
}

interface Reading {
  readonly operators: readonly OperatorRule[]
  /** The values that can be used here, by name. */
  readonly values: ReadonlyMap<string, Value>
  /** All names of the model. */
  readonly names: Set<string>
}

function readGraph(message: GraphMessage, graph: Graph, reading: Reading): void {
  const values = new Map(reading.values)
  const declare = (name: string): string => {
    if (name === "" || reading.names.has(name)) fail(`two values have the name "${name}"`, name)
    reading.names.add(name)
    return name
  }
  const infos = new Map((message.valueInfo ?? []).concat(message.output ?? []).map((info) => [info.name ?? "", info]))
  const initialized = new Set((message.initializer ?? []).map(({ name = "" }) => name))
  for (const info of message.input ?? []) {
    const { name = "" } = info
    if (initialized.has(name)) continue // an old way to declare constants
    const { dtype, shape } = readInfo(info)
    values.set(name, graph.input(declare(name), dtype, shape))
  }
  for (const tensor of message.initializer ?? []) {
    const name = declare(tensor.name ?? "")
    values.set(name, graph.constant(readTensor(tensor), "float32", name))
  }
  for (const node of message.node ?? []) readNode(node, graph, { ...reading, values, infos, declare, write: values })
  for (const { name = "" } of message.output ?? []) {
    const value = values.get(name) ?? fail(`nothing makes the output "${name}"`, name)
    graph.output(name, value)
  }
}

interface NodeReading extends Reading {
  readonly infos: ReadonlyMap<string, ValueInfoMessage>
  readonly declare: (name: string) => string
  readonly write: Map<string, Value>
}

function readNode(message: NodeMessage, graph: Graph, reading: NodeReading): void {
  const { opType: type = "", domain: written = "" } = message
  const domain = written === "ai.onnx" ? "" : written
  const at = message.name ?? message.output?.[0] ?? type
  const rule = reading.operators.find((candidate) => candidate.type === type && (candidate.domain ?? "") === domain)
  if (rule === undefined) return fail(`the operator ${domain === "" ? "" : `${domain}.`}${type} is not supported`, at)
  const inputs = (message.input ?? []).map((name) =>
    name === ""
      ? undefined
      : (reading.values.get(name) ?? fail(`${type} uses "${name}", which nothing makes before`, at)),
  )
  const attributes: Attributes = Object.fromEntries(
    (message.attribute ?? []).map((attribute) => [attribute.name ?? "", readAttribute(attribute, graph, reading)]),
  )
  const names = message.output ?? []
  const outputs = inferredOutputs(rule, inputs, attributes, at).map((inferred, i) => {
    const info = reading.infos.get(names[i] ?? "")
    return info?.type?.tensorType?.shape === undefined ? inferred : readInfo(info)
  })
  for (const name of names) if (name !== "") reading.declare(name)
  const spare = names.concat(Array.from({ length: Math.max(0, outputs.length - names.length) }, () => ""))
  const made = graph.append({ type, domain, inputs, attributes, outputs, names: spare.map((name) => name || type) })
  for (const [i, value] of made.entries()) if (names[i] !== undefined) reading.write.set(names[i], value)
}

function inferredOutputs(
  rule: OperatorRule,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes,
  at: string,
): readonly ValueInfo[] {
  try {
    return rule.infer(inputs, attributes)
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause
    throw new GraphError("graph/onnx", `${rule.type} in the file is not valid: ${cause.message}`, { at, cause })
  }
}

function readAttribute(message: AttributeMessage, graph: Graph, reading: NodeReading): Attribute {
  switch (message.type) {
    case attributeKinds.float:
      return message.f ?? 0
    case attributeKinds.int:
      return message.i ?? 0
    case attributeKinds.string:
      return message.s ?? ""
    case attributeKinds.tensor:
      return readTensor(message.t ?? {})
    case attributeKinds.floats:
      return message.floats ?? []
    case attributeKinds.ints:
      return message.ints ?? []
    case attributeKinds.strings:
      return message.strings ?? []
    case attributeKinds.graph: {
      const body = graph.child(message.g?.name ?? "")
      readGraph(message.g ?? {}, body, reading)
      return body
    }
    default:
      return fail(`the attribute ${message.name} is of a kind that is not supported (${message.type})`)
  }
}

function readInfo({ name = "", type }: ValueInfoMessage): ValueInfo {
  const tensorType = type?.tensorType ?? fail(`"${name}" is no tensor`, name)
  const { dim = [] } = tensorType.shape ?? fail(`the shape of "${name}" is not given`, name)
  const shape = dim.map((size, axis) =>
    size.dimParam ? size.dimParam : size.dimValue === undefined ? `${name}[${axis}]` : size.dimValue,
  )
  return { dtype: readDtype(tensorType.elemType ?? 0, name), shape }
}

function readDtype(code: number, name: string): Dtype {
  for (const [dtype, known] of Object.entries(dtypeCodes)) if (known === code) return dtype as Dtype // a key of the table
  return fail(`"${name}" has a dtype that is not supported (number ${code})`, name)
}

const arrayTypes = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
} as const

function readTensor(message: TensorMessage): Tensor {
  const { name = "" } = message
  if ((message.dataLocation ?? 0) !== 0) return fail(`the numbers of "${name}" are in another file`, name)
  const dtype = readDtype(message.dataType ?? 0, name)
  const shape = message.dims ?? []
  const data = readData(message, dtype, name)
  if (data.length !== sizeOf(shape)) fail(`"${name}" has ${data.length} elements, not ${sizeOf(shape)}`, name)
  return { dtype, shape, data }
}

function readData(message: TensorMessage, dtype: Dtype, name: string): TensorData {
  if (dtype === "string") return message.stringData ?? []
  const ArrayType = arrayTypes[dtype]
  const { rawData } = message
  if (rawData !== undefined && rawData.length > 0) {
    if (rawData.length % ArrayType.BYTES_PER_ELEMENT !== 0) fail(`the numbers of "${name}" are cut off`, name)
    return new ArrayType(Uint8Array.from(rawData).buffer) // a copy, aligned
  }
  if (dtype === "int64") return BigInt64Array.from(message.int64Data ?? [], BigInt)
  const numbers = [message.floatData, message.doubleData, message.int32Data].find(
    (list) => list !== undefined && list.length > 0,
  )
  return new arrayTypes[dtype](numbers ?? [])
}
