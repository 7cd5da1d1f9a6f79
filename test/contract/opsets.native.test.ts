// Every operator in every opset that models can be written for: ONNX Runtime takes it, and gives what the reference gives.
import { describe, expect, it } from "vitest"
import { newestOpset, oldestOpset } from "../../packages/core/src/graph/opset-lowering.ts"
import { Graph } from "../../packages/core/src/graph/graph.ts"
import { decodeMessage } from "../../packages/core/src/graph/onnx-schema.ts"
import { encodeModel } from "../../packages/core/src/graph/onnx-write.ts"
import { add, equal, gelu, ops, reduceMean, scan } from "../../packages/core/src/ops/index.ts"
import { buildExample, feedsOf, opCases, type OpCase } from "./ops-examples.ts"
import { expectSame, randomTensor } from "./ops-native.ts"

const opsets = Array.from({ length: newestOpset - oldestOpset + 1 }, (_, i) => oldestOpset + i)
/** Refused before 19, as below. */
const comparesTexts = ({ op, example }: OpCase): boolean =>
  op.type === "Equal" && example.inputs.some(({ dtype }) => dtype === "string")

describe.each(opsets)("opset %i", (opset) => {
  it.each(ops.map(({ type }) => type))("%s", async (type) => {
    for (const opCase of opCases.filter(({ op }) => op.type === type)) {
      const { example, title } = opCase
      if (opset < 19 && comparesTexts(opCase)) continue
      await expectSame(buildExample(example).graph, feedsOf(title, example.inputs), { opset })
    }
  })
})

describe("what an older opset has not", () => {
  it("is replaced within loops too", async () => {
    const graph = new Graph("loop")
    const [start, rows] = [graph.input("start", "float32", [2]), graph.input("rows", "float32", [3, 2])]
    const { states } = scan({
      states: [start],
      scans: [rows],
      body: ([state], [row]) => ({
        states: [add(gelu(reduceMean(state!, { axes: [0], keepdims: true })), row!)], // one of each
        outputs: [],
      }),
    })
    graph.output("y", states[0]!)
    await expectSame(graph, { start: randomTensor(1, [2]), rows: randomTensor(2, [3, 2]) }, { opset: 17 })
  })

  it("is refused where there is no other way", () => {
    const graph = new Graph("texts")
    graph.output("y", equal(graph.input("a", "string", [2]), graph.input("b", "string", [2])))
    expect(() => encodeModel(graph, { opset: 18 })).toThrow("texts cannot be compared in opsets before 19")
    expect(() => encodeModel(graph, { opset: 19 })).not.toThrow()
  })

  it.each([16, 27, 20.5])("opset %d is none that models are written for", (opset) => {
    const graph = new Graph("x")
    graph.output("y", gelu(graph.input("x", "float32", [1])))
    expect(() => encodeModel(graph, { opset })).toThrow(
      expect.objectContaining({
        code: "graph/onnx",
        message: `models can be written for opsets 17 to 26, not ${opset}`,
      }),
    )
  })
})

it("files say versions that came out together", () => {
  const graph = new Graph("x")
  graph.output("y", gelu(graph.input("x", "float32", [1])))
  const said = (opset?: number) => {
    const { irVersion, opsetImport } = decodeMessage(encodeModel(graph, { opset }))
    return [irVersion, opsetImport?.[0]?.version]
  }
  expect([said(17), said(19), said(), said(26)]).toEqual([
    [8, 17],
    [9, 19],
    [10, 21],
    [10, 26],
  ])
})
