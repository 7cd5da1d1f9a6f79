import { describe, expect, it } from "vitest"
import { checkGraph } from "../graph/check.ts"
import { Graph, type Value } from "../graph/graph.ts"
import { evaluate } from "../ops/evaluate.ts"
import * as build from "../ops/index.ts"
import type { ReferenceTensor } from "../ops/op.ts"
import { randomStream } from "../random.ts"
import { differentiate } from "./differentiate.ts"

const {
  add,
  cast,
  gather,
  gemm,
  greater,
  logSoftmax,
  matmul,
  mul,
  oneHot,
  ops,
  pow,
  reduceMean,
  reduceSum,
  scan,
  sub,
} = build

const random = randomStream(3)
const normal = (...shape: number[]): ReferenceTensor => ({
  dtype: "float32",
  shape,
  data: Float64Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => random.normal()),
})

/** The graph's gradient of `target` by `source` beside that of central differences. */
function bothGradients(graph: Graph, target: Value, source: Value, feeds: Record<string, ReferenceTensor>) {
  const [gradient] = differentiate(target, [source])
  if (gradient === undefined) throw new Error("no gradient")
  graph.output("target", target)
  graph.output("gradient", gradient)
  checkGraph(graph, ops)
  const at = feeds[source.name]!
  const valueWith = (i: number, step: number): number => {
    const data = Float64Array.from(at.data as Float64Array)
    data[i] = data[i]! + step // one of its positions
    return Number(evaluate(graph, { ...feeds, [source.name]: { ...at, data } })["target"]!.data[0])
  }
  const differences = Array.from(
    { length: at.data.length },
    (_, i) => (valueWith(i, 1e-5) - valueWith(i, -1e-5)) / 2e-5,
  )
  const found = evaluate(graph, feeds)["gradient"]!
  expect(found.shape).toEqual(at.shape)
  return { found: Array.from(found.data, Number), differences }
}

function expectEqual({ found, differences }: { found: readonly number[]; differences: readonly number[] }): void {
  for (const [i, x] of found.entries()) expect(x).toBeCloseTo(differences[i]!, 5)
}

describe("differentiate", () => {
  it("sums over the axes along which an operand was repeated", () => {
    const graph = new Graph("bias")
    const x = graph.input("x", "float32", ["batch", 3])
    const bias = graph.input("bias", "float32", [3])
    const target = reduceMean(pow(add(x, bias), 2))
    expectEqual(bothGradients(graph, target, bias, { x: normal(4, 3), bias: normal(3) }))
  })

  it("counts the repetitions where the cotangent is still one number", () => {
    const graph = new Graph("bias")
    const x = graph.input("x", "float32", ["batch", 3])
    const bias = graph.input("bias", "float32", [1, 3])
    const offset = graph.input("offset", "float32", [])
    const target = reduceSum(add(add(x, bias), offset))
    expectEqual(bothGradients(graph, target, bias, { x: normal(4, 3), bias: normal(1, 3), offset: normal() }))
    const other = new Graph("offset")
    const inputs = [other.input("x", "float32", [2, 3]), other.input("offset", "float32", [])] as const
    const sum = reduceSum(sub(inputs[0], inputs[1]))
    const before = other.nodes.length
    expectEqual(bothGradients(other, sum, inputs[1], { x: normal(2, 3), offset: normal() }))
    expect(other.nodes.length - before).toBeLessThanOrEqual(1)
  })

  it("differentiates a classifier with a symbolic batch", () => {
    const graph = new Graph("classifier")
    const x = graph.input("x", "float32", ["batch", 4])
    const labels = graph.input("labels", "int32", ["batch"])
    const weights = graph.input("weights", "float32", [4, 3])
    const table = graph.input("table", "float32", [3, 4])
    const hidden = build.tanh(add(x, gather(table, labels)))
    const scores = logSoftmax(matmul(hidden, weights))
    const target = build.neg(reduceMean(reduceSum(mul(scores, oneHot(labels, 3)), { axes: [1] })))
    const classes: ReferenceTensor = { dtype: "int32", shape: [5], data: Float64Array.of(0, 2, 1, 2, 0) }
    const feeds = { x: normal(5, 4), labels: classes, weights: normal(4, 3), table: normal(3, 4) }
    expectEqual(bothGradients(graph, target, table, feeds))
  })

  it("needs few nodes", () => {
    const graph = new Graph("linear")
    const x = graph.input("x", "float32", ["batch", 4])
    const weights = graph.input("weights", "float32", [4, 3])
    const bias = graph.input("bias", "float32", [3])
    const target = reduceMean(pow(gemm(x, weights, bias), 2))
    const before = graph.nodes.length
    const [weightGradient, biasGradient] = differentiate(target, [weights, bias])
    expect(weightGradient?.producer?.type).toBe("Gemm")
    expect(biasGradient?.producer?.type).toBe("ReduceSum")
    // the number of examples (3), 1/n, 2·y, ·1/n, Gemm, ReduceSum
    expect(graph.nodes.slice(before).map(({ type }) => type)).toHaveLength(9)
  })

  it("works inside the body of a loop, on values from outside too", () => {
    const graph = new Graph("training")
    const table = graph.input("table", "float32", ["rows", 2])
    const start = graph.input("start", "float32", [2])
    const batches = graph.input("batches", "int32", ["steps", 3])
    const { states, outputs } = scan({
      states: [start],
      scans: [batches],
      body: ([weights], [rows]) => {
        const loss = reduceMean(pow(sub(reduceSum(mul(gather(table, rows!), weights!), { axes: [1] }), 1), 2))
        const [gradient] = differentiate(loss, [weights!])
        return { states: [sub(weights!, mul(gradient!, 0.1))], outputs: [loss] }
      },
    })
    graph.output("weights", states[0]!)
    graph.output("losses", outputs[0]!)
    checkGraph(graph, ops)
    const rows: ReferenceTensor = {
      dtype: "int32",
      shape: [40, 3],
      data: Float64Array.from({ length: 120 }, (_, i) => i % 4),
    }
    const results = evaluate(graph, { table: normal(4, 2), start: normal(2), batches: rows })
    const losses = results["losses"]!.data as Float64Array
    expect(losses).toHaveLength(40)
    expect(losses.at(-1)).toBeLessThan(losses[0]!)
  })

  it("returns undefined for what the target does not depend on", () => {
    const graph = new Graph("two")
    const [a, b] = [graph.input("a", "float32", []), graph.input("b", "float32", [])]
    const [byA, byB] = differentiate(mul(a, 3), [a, b])
    expect(byA?.constant?.data[0]).toBe(3)
    expect(byB).toBeUndefined()
  })

  it("passes no gradient through comparisons", () => {
    const graph = new Graph("mask")
    const x = graph.input("x", "float32", [3])
    const target = reduceSum(mul(x, cast(greater(x, 0), "float32")))
    expectEqual(bothGradients(graph, target, x, { x: normal(3) }))
  })

  it("says where a gradient is missing", () => {
    const graph = new Graph("loop")
    const x = graph.input("x", "float32", [2])
    const rows = graph.input("rows", "float32", [3, 2])
    const { states } = scan({
      states: [x],
      scans: [rows],
      body: ([state], [row]) => ({ states: [add(state!, row!)], outputs: [] }),
    })
    expect(() => differentiate(reduceSum(states[0]!), [x])).toThrow(/Scan has no gradient/)
    expect(() => differentiate(reduceSum(states[0]!), [x])).toThrow(expect.objectContaining({ code: "graph/gradient" }))
    expect(() => differentiate(x, [x])).toThrow(/one float to start from/)
  })
})
