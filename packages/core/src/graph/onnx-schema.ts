// ONNX's messages, as far as they are used: field numbers, the numbers of its kinds, and the types to hold messages in.
import protobuf from "protobufjs/light.js"

/** ONNX's numbers for what an attribute holds. */
export const attributeKinds = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const

/** Attributes that hold floats even where the number is whole. */
export const isFloatAttribute = (name: string): boolean => floatAttributes.has(name) || name.includes("float")

const floatAttributes: ReadonlySet<string> = new Set([
  "alpha",
  "base_values",
  "beta",
  "epsilon",
  "gamma",
  "momentum",
  "nodes_values",
  "target_weights",
])

/** How many outputs a node must have, where those after it may be left out. */
export const requiredOutputs: Readonly<Record<string, number>> = { LayerNormalization: 1, MaxPool: 1 }

export interface TensorMessage {
  dims?: number[]
  dataType?: number
  floatData?: number[]
  int32Data?: number[]
  stringData?: string[]
  int64Data?: number[]
  doubleData?: number[]
  name?: string
  rawData?: Uint8Array
  /** 1: the numbers are in another file. */
  dataLocation?: number
}

export interface DimensionMessage {
  dimValue?: number
  dimParam?: string
}

export interface ValueInfoMessage {
  name?: string
  type?: { tensorType?: { elemType?: number; shape?: { dim?: DimensionMessage[] } } }
}

export interface AttributeMessage {
  name?: string
  f?: number
  i?: number
  s?: string
  t?: TensorMessage
  g?: GraphMessage
  floats?: number[]
  ints?: number[]
  strings?: string[]
  type?: number
}

export interface NodeMessage {
  input?: string[]
  output?: string[]
  name?: string
  opType?: string
  attribute?: AttributeMessage[]
  domain?: string
}

export interface GraphMessage {
  node?: NodeMessage[]
  name?: string
  initializer?: TensorMessage[]
  input?: ValueInfoMessage[]
  output?: ValueInfoMessage[]
  valueInfo?: ValueInfoMessage[]
}

export interface ModelMessage {
  irVersion?: number
  producerName?: string
  producerVersion?: string
  graph?: GraphMessage
  opsetImport?: { domain?: string; version?: number }[]
  metadataProps?: { key?: string; value?: string }[]
  /** Operators that the model defines itself. */
  functions?: Uint8Array[]
}

/** A message's fields as `name: "[rule] type number"`; texts that ONNX calls bytes are read as UTF-8. */
function message(fields: Readonly<Record<string, string>>): protobuf.IType {
  return {
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => {
        const [id = "", type = "", rule] = field.split(" ").toReversed()
        return [name, { id: Number(id), type, ...(rule === undefined ? {} : { rule }) }]
      }),
    ),
  }
}

const messages = protobuf.Root.fromJSON({
  nested: {
    Tensor: message({
      dims: "repeated int64 1",
      dataType: "int32 2",
      floatData: "repeated float 4",
      int32Data: "repeated int32 5",
      stringData: "repeated string 6",
      int64Data: "repeated int64 7",
      name: "string 8",
      rawData: "bytes 9",
      doubleData: "repeated double 10",
      dataLocation: "int32 14",
    }),
    Dimension: message({ dimValue: "int64 1", dimParam: "string 2" }),
    TensorShape: message({ dim: "repeated Dimension 1" }),
    TensorType: message({ elemType: "int32 1", shape: "TensorShape 2" }),
    Type: message({ tensorType: "TensorType 1" }),
    ValueInfo: message({ name: "string 1", type: "Type 2" }),
    Attribute: message({
      name: "string 1",
      f: "float 2",
      i: "int64 3",
      s: "string 4",
      t: "Tensor 5",
      g: "Graph 6",
      floats: "repeated float 7",
      ints: "repeated int64 8",
      strings: "repeated string 9",
      type: "int32 20",
    }),
    Node: message({
      input: "repeated string 1",
      output: "repeated string 2",
      name: "string 3",
      opType: "string 4",
      attribute: "repeated Attribute 5",
      domain: "string 7",
    }),
    Graph: message({
      node: "repeated Node 1",
      name: "string 2",
      initializer: "repeated Tensor 5",
      input: "repeated ValueInfo 11",
      output: "repeated ValueInfo 12",
      valueInfo: "repeated ValueInfo 13",
    }),
    OperatorSet: message({ domain: "string 1", version: "int64 2" }),
    Entry: message({ key: "string 1", value: "string 2" }),
    Model: message({
      irVersion: "int64 1",
      producerName: "string 2",
      producerVersion: "string 3",
      graph: "Graph 7",
      opsetImport: "repeated OperatorSet 8",
      metadataProps: "repeated Entry 14",
      functions: "repeated bytes 25",
    }),
  },
})

const modelType = messages.lookupType("Model")

export const encodeMessage = (model: ModelMessage): Uint8Array =>
  modelType.encode(modelType.create(model as Record<string, unknown>)).finish() // an interface has no index signature

/** Fields that the file leaves out are absent. */
export const decodeMessage = (bytes: Uint8Array): ModelMessage =>
  modelType.toObject(modelType.decode(bytes), { longs: Number }) // the type described above
