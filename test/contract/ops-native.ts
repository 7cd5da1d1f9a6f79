// Runs graphs in ONNX Runtime and compares with the float64 reference.
import { InferenceSession, Tensor } from "onnxruntime-node"
import { expect } from "vitest"
import type { Graph } from "../../packages/core/src/graph/graph.ts"
import { encodeModel, type EncodeOptions } from "../../packages/core/src/graph/onnx-write.ts"
import { sizeOf } from "../../packages/core/src/graph/shape.ts"
import { evaluate } from "../../packages/core/src/ops/evaluate.ts"
import type { ReferenceTensor } from "../../packages/core/src/ops/op.ts"
import { randomStream } from "../../packages/core/src/random.ts"

export type Feeds = Readonly<Record<string, ReferenceTensor>>

/** Normal numbers that float32 can hold. */
export function randomTensor(seed: number, shape: readonly number[]): ReferenceTensor {
  const random = randomStream(seed)
  const data = Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(random.normal()))
  return { dtype: "float32", shape, data }
}

/** Expects of ONNX Runtime what the reference gives, and returns the latter. */
export async function expectSame(
  graph: Graph,
  feeds: Feeds,
  options: EncodeOptions = {},
): Promise<Record<string, ReferenceTensor>> {
  const rounded = Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, toFloat32(tensor)]))
  const expected = evaluate(graph, rounded)
  const found = await nativeOutputs(graph, rounded, options)
  for (const [name, tensor] of Object.entries(expected)) compare(name, found[name]!, tensor) // the same outputs
  return expected
}

/** The graph's outputs in ONNX Runtime; inputs that it does not have are not fed. */
export async function nativeOutputs(
  graph: Graph,
  feeds: Feeds,
  options: EncodeOptions = {},
): Promise<Record<string, ReferenceTensor>> {
  const session = await InferenceSession.create(encodeModel(graph, options), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  })
  try {
    const inputs = graph.inputs.map(({ name }) => [name, toNative(feeds[name]!)] as const) // all are fed
    const results = await session.run(Object.fromEntries(inputs))
    return Object.fromEntries(graph.outputs.map(({ name, value }) => [name, fromNative(results[name]!, value.dtype)])) // as declared
  } finally {
    await session.release()
  }
}

/** Numbers as float32 can hold them. */
function toFloat32(tensor: ReferenceTensor): ReferenceTensor {
  if (tensor.dtype !== "float32" || !(tensor.data instanceof Float64Array)) return tensor
  return { ...tensor, data: tensor.data.map(Math.fround) }
}

function toNative({ dtype, shape, data }: ReferenceTensor): Tensor {
  if (!(data instanceof Float64Array)) return new Tensor("string", [...data], shape)
  switch (dtype) {
    case "int64":
      return new Tensor(
        "int64",
        BigInt64Array.from(data, (x) => BigInt(x)),
        shape,
      )
    case "int32":
      return new Tensor("int32", Int32Array.from(data), shape)
    case "bool":
      return new Tensor("bool", Uint8Array.from(data), shape)
    default:
      return new Tensor("float32", Float32Array.from(data), shape)
  }
}

function fromNative({ dims, data }: Tensor, dtype: ReferenceTensor["dtype"]): ReferenceTensor {
  const elements = Array.from<string | number | bigint | boolean>(data as Iterable<string | number | bigint | boolean>) // any of ONNX Runtime's arrays
  return { dtype, shape: dims, data: dtype === "string" ? elements.map(String) : Float64Array.from(elements, Number) }
}

function compare(name: string, found: ReferenceTensor, expected: ReferenceTensor): void {
  expect(found.dtype, `dtype of ${name}`).toBe(expected.dtype)
  expect(found.shape, `shape of ${name}`).toEqual(expected.shape)
  for (const [i, reference] of expected.data.entries()) {
    const value = found.data[i]
    const isSame = typeof reference === "string" ? value === reference : isClose(Number(value), reference)
    if (!isSame) expect.fail(`${name}[${i}]: ONNX Runtime gives ${value}, the reference ${reference}`)
  }
}

/** Equal as far as float32 can tell; sums of products lose some bits more than single operations. */
function isClose(found: number, expected: number): boolean {
  const rounded = Math.fround(expected)
  if (Object.is(found, rounded) || found === rounded) return true
  return Math.abs(found - rounded) <= 2e-5 * Math.max(1, Math.abs(rounded))
}
