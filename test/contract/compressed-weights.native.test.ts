// Compressed weights: the file shrinks as promised, ONNX Runtime reads it, and the numbers are near those before.
import { describe, expect, it } from "vitest"
import { Graph } from "../../packages/core/src/graph/graph.ts"
import { encodeModel } from "../../packages/core/src/graph/onnx-write.ts"
import { formatGraph } from "../../packages/core/src/graph/print.ts"
import { tensor, type Tensor } from "../../packages/core/src/graph/tensor.ts"
import { add, gather, matmul, relu } from "../../packages/core/src/ops/index.ts"
import { compressWeights } from "../../packages/core/src/passes/compress-weights.ts"
import { randomStream } from "../../packages/core/src/random.ts"
import { nativeOutputs, randomTensor } from "./ops-native.ts"

const size = 256

/** Weights whose columns differ in size by a thousand. */
function weights(seed: number): Tensor<"float32"> {
  const random = randomStream(seed)
  const data = Float32Array.from(
    { length: size * size },
    (_, i) => (random.normal() * 10 ** (-3 * ((i % size) / size))) / 16,
  )
  return tensor("float32", [size, size], data)
}

function network(): Graph {
  const graph = new Graph("network")
  const x = graph.input("x", "float32", ["batch", size])
  const hidden = relu(matmul(x, graph.constant(weights(1), "float32", "first")))
  graph.output("y", add(matmul(hidden, graph.constant(weights(2), "float32", "second")), graph.constant(0.5)))
  return graph
}

const run = async (graph: Graph, opset?: number): Promise<readonly number[]> =>
  Array.from((await nativeOutputs(graph, { x: randomTensor(3, [20, size]) }, { opset }))["y"]!.data, Number)

const relativeError = (found: readonly number[], expected: readonly number[]): number =>
  Math.hypot(...found.map((value, i) => value - expected[i]!)) / Math.hypot(...expected)

describe.each([
  ["float16", 1.95, 1e-3],
  ["int8", 3.8, 2e-2],
] as const)("weights as %s", (dtype, factor, tolerance) => {
  const compressed = compressWeights(network(), dtype)

  it("make the file smaller", () => {
    expect(encodeModel(network()).length / encodeModel(compressed).length).toBeGreaterThan(factor)
  })
  it.each([17, 21, 26])("are near to what they were, in opset %i", async (opset) => {
    const error = relativeError(await run(compressed, opset), await run(network()))
    expect(error).toBeLessThan(tolerance)
    expect(error).toBeGreaterThan(0)
  })
  it("leave small and odd ones as they are", () => {
    const graph = new Graph("small")
    const ids = graph.input("ids", "int32", ["batch"])
    const constants = [
      tensor("float32", [300], new Float32Array(300)),
      tensor("float32", [15, 17], new Float32Array(255)),
      tensor("float32", [2, 200], new Float32Array(400).fill(Infinity)),
    ]
    for (const [i, content] of constants.entries()) graph.output(`y${i}`, gather(graph.constant(content), ids))
    expect(formatGraph(compressWeights(graph, dtype))).toBe(formatGraph(graph))
  })
  it("do not change the graph given", () => {
    const graph = network()
    const before = formatGraph(graph)
    compressWeights(graph, dtype)
    expect(formatGraph(graph)).toBe(before)
  })
})

describe("int8 weights", () => {
  it.each([
    ["rows", [64, 32], (i: number) => Math.floor(i / 32), [64, 1]],
    ["columns", [32, 64], (i: number) => i % 64, [1, 64]],
    ["members and columns", [3, 64, 5], (i: number) => Math.floor(i / 320) * 5 + (i % 5), [3, 1, 5]],
    ["groups that are large enough", [20, 128], (i: number) => i % 128, [20, 1]],
  ] as const)("have a scale for each of %s that differ in size", (_, shape, groupOf, expected) => {
    const graph = new Graph("groups")
    const ids = graph.input("ids", "int32", ["batch"])
    const length = shape.reduce((product: number, axis: number) => product * axis, 1)
    const data = Float32Array.from({ length }, (_, i) => Math.cos(i) * 3 ** (groupOf(i) % 7))
    graph.output("y", gather(graph.constant(tensor("float32", shape, data), "float32", "table"), ids))
    const { constants } = compressWeights(graph, "int8")
    expect(constants.map(({ name, shape }) => [name, shape])).toEqual([
      ["table.int8", shape],
      ["table.scales", expected],
    ])
  })
  it("of zeros are zeros", async () => {
    const graph = new Graph("zeros")
    const x = graph.input("x", "float32", [1, size])
    graph.output("y", matmul(x, graph.constant(tensor("float32", [size, 2], new Float32Array(2 * size)))))
    const { y } = await nativeOutputs(compressWeights(graph, "int8"), { x: randomTensor(1, [1, size]) })
    expect(Array.from(y!.data, Number)).toEqual([0, 0])
  })
})
