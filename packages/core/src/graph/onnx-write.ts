// Graph → ONNX file.
import { dtypeCodes, type Dtype } from "./dtype.ts"
import type { Attribute, Attributes, Graph, Node, Value } from "./graph.ts"
import type { Shape } from "./shape.ts"
import type { Tensor } from "./tensor.ts"
import {
  attributeKinds,
  encodeMessage,
  isFloatAttribute,
  requiredOutputs,
  type AttributeMessage,
  type GraphMessage,
  type NodeMessage,
  type TensorMessage,
  type ValueInfoMessage,
} from "./onnx-schema.ts"
import { namesOf, usesOf, type Uses } from "./onnx-names.ts"
import { builtOpset, lowerGraph, versionsOf, type OpsetVersions } from "./opset-lowering.ts"
import { GraphError } from "../errors.ts"

export interface EncodeOptions {
  /** Kept in the file beside the graph. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
  /** The version of what writes it. */
  readonly version?: string | undefined
  /** The version of the operator set, for runtimes that know no newer one. */
  readonly opset?: number | undefined
}

/** The graph as an ONNX model: what reaches its outputs, with inputs and outputs named as they were declared. */
export function encodeModel(built: Graph, options: EncodeOptions = {}): Uint8Array {
  const { metadata = {}, version, opset = builtOpset } = options
  const versions = versionsOf(opset)
  const graph = lowerGraph(built, opset)
  const uses = usesOf(graph)
  const names = namesOf(graph, uses)
  const domains = new Set(["", ...[...uses.nodes].map((node) => node.domain)])
  return encodeMessage({
    irVersion: versions.ir,
    producerName: "fidelio",
    ...(version === undefined ? {} : { producerVersion: version }),
    graph: graphMessage(graph, { uses, names }),
    opsetImport: Array.from(domains, (domain) => ({ domain, version: opsetVersion(domain, versions) })),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  })
}

function opsetVersion(domain: string, { operators }: OpsetVersions): number {
  const version = operators[domain]
  if (version === undefined) throw new GraphError("graph/onnx", `no version is set for operators of "${domain}"`)
  return version
}

interface Writing {
  readonly uses: Uses
  readonly names: ReadonlyMap<Value, string>
}

function graphMessage(graph: Graph, writing: Writing): GraphMessage {
  const { uses, names } = writing
  const nameOf = (value: Value): string => names.get(value) ?? value.name
  const nodes = graph.nodes.filter((node) => uses.nodes.has(node))
  const renamed = graph.outputs.filter(({ name, value }) => nameOf(value) !== name)
  const copies = renamed.map(({ name, value }): NodeMessage => ({ opType: "Identity", name, input: [nameOf(value)], output: [name] })) // prettier-ignore
  const inner = nodes.flatMap((node) => node.outputs).filter((value) => uses.values.has(value))
  const outputNames = new Set(graph.outputs.map(({ name }) => name))
  return {
    name: graph.name,
    node: [...nodes.map((node) => nodeMessage(node, writing)), ...copies],
    initializer: graph.constants
      .filter((value) => uses.values.has(value))
      .map((value) => initializer(value, nameOf(value))),
    input: graph.inputs.map((value) => valueInfo(nameOf(value), value)),
    output: graph.outputs.map(({ name, value }) => valueInfo(name, value)),
    valueInfo: inner.filter((value) => !outputNames.has(nameOf(value))).map((value) => valueInfo(nameOf(value), value)),
  }
}

function nodeMessage(node: Node, writing: Writing): NodeMessage {
  const { uses, names } = writing
  const needed = requiredOutputs[node.type] ?? node.outputs.length
  const isWritten = (value: Value, i: number): boolean => i < needed || uses.values.has(value)
  const count = node.outputs.findLastIndex(isWritten) + 1
  const output = node.outputs
    .slice(0, count)
    .map((value, i) => (isWritten(value, i) ? (names.get(value) ?? value.name) : ""))
  const last = node.inputs.findLastIndex((value) => value !== undefined) + 1
  return {
    opType: node.type,
    domain: node.domain,
    name: output[0] ?? "",
    input: node.inputs.slice(0, last).map((value) => (value === undefined ? "" : (names.get(value) ?? value.name))),
    output,
    attribute: attributeMessages(node.attributes, writing),
  }
}

function attributeMessages(attributes: Attributes, writing: Writing): AttributeMessage[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    attribute === undefined ? [] : [{ name, ...attributeContent(name, attribute, writing) }],
  )
}

function attributeContent(name: string, attribute: Attribute, writing: Writing): AttributeMessage {
  const isFloat = isFloatAttribute(name)
  if (typeof attribute === "string") return { type: attributeKinds.string, s: attribute }
  if (typeof attribute === "number") {
    return isFloat ? { type: attributeKinds.float, f: attribute } : { type: attributeKinds.int, i: attribute }
  }
  if ("nodes" in attribute) return { type: attributeKinds.graph, g: graphMessage(attribute, writing) }
  if ("dtype" in attribute) return { type: attributeKinds.tensor, t: tensorMessage(attribute) }
  if (isStrings(name, attribute)) return { type: attributeKinds.strings, strings: [...attribute] }
  return isFloat
    ? { type: attributeKinds.floats, floats: [...attribute] }
    : { type: attributeKinds.ints, ints: [...attribute] }
}

/** An empty list does not show what it is a list of; its name does. */
const isStrings = (name: string, list: readonly number[] | readonly string[]): list is readonly string[] =>
  list.length === 0 ? name.includes("string") : typeof list[0] === "string"

function initializer(value: Value, name: string): TensorMessage {
  if (value.constant === undefined) throw new GraphError("graph/onnx", `the constant ${name} has no content`)
  return { ...tensorMessage(value.constant), name }
}

function tensorMessage({ dtype, shape, data }: Tensor): TensorMessage {
  const head = { dims: [...shape], dataType: dtypeCodes[dtype] }
  if (!ArrayBuffer.isView(data)) return { ...head, stringData: [...data] }
  return { ...head, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
}

function valueInfo(name: string, { dtype, shape }: { readonly dtype: Dtype; readonly shape: Shape }): ValueInfoMessage {
  const dim = shape.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size }))
  return { name, type: { tensorType: { elemType: dtypeCodes[dtype], shape: { dim } } } }
}
