// Every operator in ONNX Runtime: its results and its gradients are those of the float64 reference.
import { InferenceSession, Tensor } from "onnxruntime-node"
import { describe, expect, it } from "vitest"
import { encodeModel } from "../../packages/core/src/graph/onnx-write.ts"
import type { Graph } from "../../packages/core/src/graph/graph.ts"
import { evaluate } from "../../packages/core/src/ops/evaluate.ts"
import type { ReferenceTensor } from "../../packages/core/src/ops/op.ts"
import { buildExample, buildGradient, feedsOf, hasGradient, opCases } from "./ops-examples.ts"

describe.each(opCases)("$title", (opCase) => {
  const { example, title } = opCase
  it("gives in ONNX Runtime what the reference gives", async () => {
    const hasSlope = hasGradient(opCase) && example.skipGradient !== "a loop has none"
    const { graph, inputs } = (hasSlope ? buildGradient(title, example) : undefined) ?? buildExample(example)
    const feeds = feedsOf(title, example.inputs)
    const rounded = Object.fromEntries(inputs.map(({ name }) => [name, toFloat32(feeds[name]!)])) // one feed an input
    const expected = evaluate(graph, rounded)
    const found = await runNative(graph, rounded)
    for (const [name, tensor] of Object.entries(expected)) compare(name, found[name]!, tensor) // the same outputs
  })
})

/** Numbers as float32 can hold them. */
function toFloat32(tensor: ReferenceTensor): ReferenceTensor {
  if (tensor.dtype !== "float32" || !(tensor.data instanceof Float64Array)) return tensor
  return { ...tensor, data: tensor.data.map(Math.fround) }
}

async function runNative(graph: Graph, feeds: Readonly<Record<string, ReferenceTensor>>) {
  const used = Object.keys(feeds).filter((name) => graph.inputs.some((input) => input.name === name))
  const session = await InferenceSession.create(encodeModel(graph), { intraOpNumThreads: 1, logSeverityLevel: 3 })
  try {
    return await session.run(Object.fromEntries(used.map((name) => [name, nativeTensor(feeds[name]!)]))) // one of the feeds
  } finally {
    await session.release()
  }
}

function nativeTensor({ dtype, shape, data }: ReferenceTensor): Tensor {
  const numbers = data instanceof Float64Array ? data : new Float64Array()
  switch (dtype) {
    case "string":
      return new Tensor("string", Array.from(data, String), shape)
    case "int64":
      return new Tensor(
        "int64",
        BigInt64Array.from(numbers, (x) => BigInt(x)),
        shape,
      )
    case "int32":
      return new Tensor("int32", Int32Array.from(numbers), shape)
    case "bool":
      return new Tensor("bool", Uint8Array.from(numbers), shape)
    default:
      return new Tensor("float32", Float32Array.from(numbers), shape)
  }
}

function compare(name: string, found: Tensor, expected: ReferenceTensor): void {
  expect(found.dims, `shape of ${name}`).toEqual(expected.shape)
  const data = found.data as ArrayLike<number | bigint | string | boolean> // any of ONNX Runtime's arrays
  for (const [i, reference] of expected.data.entries()) {
    if (typeof reference === "string") expect(data[i]).toBe(reference)
    else if (!isClose(Number(data[i]), reference)) {
      expect.fail(`${name}[${i}]: ONNX Runtime gives ${String(data[i])}, the reference ${reference}`)
    }
  }
}

/** Equal as far as float32 can tell; sums of products lose some bits more than single operations. */
function isClose(found: number, expected: number): boolean {
  const rounded = Math.fround(expected)
  if (Object.is(found, rounded) || found === rounded) return true
  return Math.abs(found - rounded) <= 1e-5 * Math.max(1, Math.abs(rounded))
}
