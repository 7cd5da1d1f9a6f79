import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { add, concat, layerNormalization, mul, neg, ops, relu, scan, slice, topK } from "../ops/index.ts"
import { checkGraph } from "./check.ts"
import { Graph, type Value } from "./graph.ts"
import { decodeMetadata, decodeModel } from "./onnx-read.ts"
import { decodeMessage, encodeMessage } from "./onnx-schema.ts"
import { encodeModel } from "./onnx-write.ts"
import { formatGraph } from "./print.ts"
import { tensorOf } from "./tensor.ts"

/** A loop that scales rows by a captured value, and keeps the first state as it is. */
function loopGraph(): Graph {
  const graph = new Graph("loop")
  const start = graph.input("start", "float32", ["batch", 2])
  const rows = graph.input("rows", "float32", ["steps", 2])
  const rate = graph.constant(0.5)
  const { states, outputs } = scan({
    states: [start, rate],
    scans: [rows],
    body: ([state, kept], [row]) => {
      const next = add(state!, mul(row!, rate))
      return { states: [next, kept!], outputs: [next] }
    },
  })
  graph.output("last", states[0]!)
  graph.output("all", outputs[0]!)
  return graph
}

describe("encodeModel", () => {
  it("names values as the outputs, copying only inputs, constants and second names", () => {
    const graph = new Graph("names")
    const x = graph.input("x", "float32", ["batch"])
    const y = relu(x)
    graph.output("y", y)
    graph.output("again", y)
    graph.output("same", x)
    graph.output("one", graph.constant(1))
    const nodes = decodeMessage(encodeModel(graph)).graph?.node?.map(({ opType, input, output }) => [
      opType,
      input,
      output,
    ])
    expect(nodes).toEqual([
      ["Relu", ["x"], ["y"]],
      ["Identity", ["y"], ["again"]],
      ["Identity", ["x"], ["same"]],
      ["Identity", ["constant"], ["one"]],
    ])
  })

  it("leaves out what reaches no output", () => {
    const graph = new Graph("dead")
    const x = graph.input("x", "float32", [2])
    neg(mul(x, 3))
    graph.output("y", neg(x))
    const message = decodeMessage(encodeModel(graph)).graph
    expect(message?.node).toHaveLength(1)
    expect(message?.initializer ?? []).toHaveLength(0)
  })

  it("moves aside a value whose name an output takes", () => {
    const graph = new Graph("clash")
    const x = graph.input("x", "float32", [2])
    const first = relu(x)
    expect(first.name).toBe("Relu")
    graph.output("Relu", neg(first))
    const again = decodeModel(encodeModel(graph), ops)
    checkGraph(again, ops)
    expect(again.outputs[0]?.value.producer?.type).toBe("Neg")
    const taken = new Graph("taken")
    taken.output("x", neg(taken.input("x", "float32", [2])))
    expect(() => encodeModel(taken)).toThrow(/the output "x" has the name of another value/)
  })

  it("leaves out outputs that may be left out and are not used", () => {
    const graph = new Graph("optional")
    const [x, scale] = [graph.input("x", "float32", [2, 3]), graph.input("scale", "float32", [3])]
    graph.output("y", layerNormalization(x, scale))
    graph.output("largest", topK(x, 1)[0])
    const nodes = decodeMessage(encodeModel(graph)).graph?.node ?? []
    expect(nodes.map(({ output }) => output?.length)).toEqual([1, 2])
  })

  it("writes whole numbers as floats where the operator wants floats", () => {
    const graph = new Graph("floats")
    const op = ops.find(({ type }) => type === "Elu")!
    graph.output(
      "y",
      graph.append({
        type: op.type,
        inputs: [graph.input("x", "float32", [1])],
        attributes: { alpha: 2 },
        outputs: [{ dtype: "float32", shape: [1] }],
      })[0]!,
    )
    expect(decodeMessage(encodeModel(graph)).graph?.node?.[0]?.attribute).toEqual([{ name: "alpha", type: 1, f: 2 }])
  })

  it("keeps metadata", () => {
    const graph = new Graph("metadata")
    graph.output("y", neg(graph.input("x", "float32", [1])))
    expect(decodeMetadata(encodeModel(graph, { metadata: { version: "1", ü: "ö" } }))).toEqual({ version: "1", ü: "ö" })
  })
})

describe("decodeModel", () => {
  it("reads back what was written", () => {
    const bytes = encodeModel(loopGraph(), { metadata: {} })
    const graph = decodeModel(bytes, ops)
    checkGraph(graph, ops)
    expect(encodeModel(graph)).toEqual(bytes)
    expect(formatGraph(decodeModel(encodeModel(graph), ops))).toBe(formatGraph(graph))
  })

  it("reads back chains of any operators, to the byte", () => {
    const steps: readonly ((x: Value) => Value)[] = [
      relu,
      neg,
      (x) => add(x, x),
      (x) => mul(x, 2),
      (x) => concat([x, slice(x, { starts: [0], ends: [1], axes: [1] })], 1),
    ]
    fc.assert(
      fc.property(
        fc.array(fc.nat(steps.length - 1), { maxLength: 12 }),
        fc.constantFrom("batch", 3),
        (chain, batch) => {
          const graph = new Graph("chain")
          let value: Value = graph.input("x", "float32", [batch, 2])
          for (const step of chain) value = steps[step]!(value)
          graph.output("y", value)
          const bytes = encodeModel(graph)
          const again = decodeModel(bytes, ops)
          checkGraph(again, ops)
          expect(encodeModel(again)).toEqual(bytes)
          expect(again.outputs[0]?.value.shape).toEqual(value.shape)
        },
      ),
      { numRuns: 50 },
    )
  })

  it("reads back constants of every dtype", () => {
    const graph = new Graph("constants")
    const tensors = [
      tensorOf("float32", [2], [0.1, -0]),
      tensorOf("float64", [], [0.1]),
      tensorOf("int64", [3], [1, -2, 2 ** 40]),
      tensorOf("int32", [1, 2], [3, -4]),
      tensorOf("bool", [2], [1, 0]),
      tensorOf("uint8", [0], []),
      tensorOf("string", [2], ["", "žlutý 🐎"]),
    ]
    for (const [i, content] of tensors.entries()) graph.output(`y${i}`, graph.constant(content))
    const again = decodeModel(encodeModel(graph), ops)
    expect(again.outputs.map(({ value }) => value.producer?.inputs[0]?.constant)).toEqual(tensors)
  })

  const message = () => decodeMessage(encodeModel(loopGraph()))
  it.each([
    ["garbage", Uint8Array.of(255, 1, 2, 3), /no ONNX model/],
    ["an empty file", new Uint8Array(), /no ONNX model/],
    ["a cut file", encodeModel(loopGraph()).subarray(0, 200), /no ONNX model|not given|makes|damaged/],
    [
      "an old opset",
      encodeMessage({ ...message(), opsetImport: [{ domain: "", version: 13 }] }),
      /opset 13, older than the supported 21/,
    ],
    ["a new opset", encodeMessage({ ...message(), opsetImport: [{ domain: "", version: 99 }] }), /opset 99, newer/],
    [
      "an unknown operator",
      encodeMessage({
        ...message(),
        graph: { ...message().graph, node: [{ opType: "Fold", name: "f", output: ["last"] }] },
      }),
      /the operator Fold is not supported/,
    ],
    [
      "numbers in another file",
      encodeMessage({
        ...message(),
        graph: { ...message().graph, initializer: [{ name: "w", dataType: 1, dims: [0], dataLocation: 1 }] },
      }),
      /the numbers of "w" are in another file/,
    ],
    [
      "operators of its own",
      encodeMessage({ ...message(), functions: [new Uint8Array()] }),
      /defines operators of its own/,
    ],
    [
      "a missing value",
      encodeMessage({
        ...message(),
        graph: { ...message().graph, node: [{ opType: "Relu", input: ["none"], output: ["last"] }] },
      }),
      /Relu uses "none", which nothing makes before/,
    ],
    [
      "wrong inputs",
      encodeMessage({
        ...message(),
        graph: { ...message().graph, node: [{ opType: "MatMul", input: ["rows", "rows"], output: ["last"] }] },
      }),
      /MatMul in the file is not valid: no product/,
    ],
    [
      "a missing output",
      encodeMessage({ ...message(), graph: { ...message().graph, node: [] } }),
      /nothing makes the output "last"/,
    ],
  ])("says what is wrong with %s", (_, bytes, expected) => {
    expect(() => decodeModel(bytes, ops)).toThrow(expected)
    expect(() => decodeModel(bytes, ops)).toThrow(expect.objectContaining({ code: "graph/onnx" }))
  })
})

it("prints a graph for people", () => {
  expect(formatGraph(loopGraph())).toBe(`loop(start: float32[batch, 2], rows: float32[steps, 2])
  Scan: float32[batch, 2], Scan_10: float32[], Scan_11: float32[steps, batch, 2] = Scan(start, 0.5, rows, body=body, num_scan_inputs=1)
    body(body.state.start: float32[batch, 2], body.state.constant: float32[], body.element.rows: float32[2])
      Mul: float32[2] = Mul(body.element.rows, 0.5)
      Add: float32[batch, 2] = Add(body.state.start, Mul)
      return body.output.0 = Add
      return body.output.1 = body.state.constant
      return body.output.2 = Add
  return last = Scan
  return all = Scan_11
`)
})

describe("checkGraph", () => {
  it("finds values of other graphs and wrong shapes", () => {
    const graph = new Graph("broken")
    const x = graph.input("x", "float32", [2])
    graph.append({ type: "Neg", inputs: [x], attributes: {}, outputs: [{ dtype: "float32", shape: [3] }] })
    expect(() => checkGraph(graph, ops)).toThrow(/float32\[2\] expected, found \[3\]/)
    const other = new Graph("other")
    other.output("y", x)
    expect(() => checkGraph(other, ops)).toThrow(/not of this graph/)
    expect(() => checkGraph(other, ops)).toThrow(expect.objectContaining({ code: "graph/shape", at: "y" }))
  })
})
