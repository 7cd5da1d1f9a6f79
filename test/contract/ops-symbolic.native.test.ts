// Graphs whose batch is known only when they run: shapes, gradients and loops, in ONNX Runtime and in the reference.
import { describe, expect, it } from "vitest"
import { differentiate } from "../../packages/core/src/autodiff/differentiate.ts"
import { checkGraph } from "../../packages/core/src/graph/check.ts"
import { Graph, type Value } from "../../packages/core/src/graph/graph.ts"
import * as build from "../../packages/core/src/ops/index.ts"
import { expectSame, nativeOutputs, randomTensor } from "./ops-native.ts"

const { add, concat, expand, gather, layerNormalization, matmul, mul, ops, pow, reduceMax, reduceMean, reduceSum } =
  build
const { reshape, scan, shapeOf, slice, softmax, sub, tile, transpose } = build

interface Inputs {
  /** [batch, 4] */
  readonly x: Value
  /** [batch, 2, 3] */
  readonly wide: Value
  /** [4, 3] */
  readonly weights: Value
  /** int32 [batch] */
  readonly rows: Value
}

const uses: Readonly<Record<string, (inputs: Inputs) => Value>> = {
  "mean over the batch": ({ x }) => reduceMean(x, { axes: [0] }),
  "mean of everything": ({ wide }) => reduceMean(pow(wide, 2)),
  "largest of a batch": ({ x }) => reduceMax(x, { axes: [0] }),
  "product with weights": ({ x, weights }) => softmax(matmul(x, weights)),
  "product of a batch of matrices": ({ wide, weights }) => matmul(wide, transpose(weights)),
  "open reshape": ({ wide }) => mul(reshape(wide, [-1, 6]), 2),
  "reshape to the batch": ({ wide }) => pow(reshape(wide, ["batch", 3, 2]), 2),
  "more rows": ({ wide, weights }) => matmul(reshape(wide, [-1, 3]), transpose(weights)),
  "joined columns": ({ x, wide }) =>
    concat([x, reshape(wide, [-1, 6]), slice(x, { starts: [1], ends: [3], axes: [1] })], 1),
  "joined batches": ({ x }) => pow(concat([x, mul(x, 2)], 0), 2),
  "without the first row": ({ x }) => pow(slice(x, { starts: [1], ends: [Infinity], axes: [0] }), 2),
  "without the last row": ({ x }) => pow(slice(x, { starts: [0], ends: [-1], axes: [0] }), 2),
  "the last rows": ({ x }) => pow(slice(x, { starts: [-2], ends: [Infinity], axes: [0] }), 2),
  "rows from a position that is a value": ({ x, rows }) => {
    const start = slice(build.cast(rows, "int64"), { starts: [1], ends: [2], axes: [0] })
    return pow(slice(x, { starts: start, ends: shapeOf(x, { start: 0, end: 1 }), axes: [0], shape: ["rest", 4] }), 2)
  },
  "rows of a table": ({ weights, rows }) => pow(gather(weights, rows), 2),
  "expanded to the batch": ({ x, weights }) => mul(expand(reduceSum(weights), ["batch", 4]), x),
  normalized: ({ x }) => layerNormalization(x, x.graph.constant([1, 2, 3, 4])),
  "differences to the mean": ({ x }) => pow(sub(x, reduceMean(x, { axes: [0], keepdims: true })), 2),
  "repeated columns": ({ x, wide }) => add(tile(x, [1, 3]), tile(reshape(wide, [-1, 6]), [1, 2])),
}

describe("with a batch known only when it runs", () => {
  it.each(Object.entries(uses))("%s", async (_, use) => {
    const graph = new Graph("symbolic")
    const inputs: Inputs = {
      x: graph.input("x", "float32", ["batch", 4]),
      wide: graph.input("wide", "float32", ["batch", 2, 3]),
      weights: graph.input("weights", "float32", [4, 3]),
      rows: graph.input("rows", "int32", ["batch"]),
    }
    const result = use(inputs)
    graph.output("result", result)
    const target = reduceSum(mul(result, build.sin(result)))
    const sources = [inputs.x, inputs.wide, inputs.weights]
    for (const [i, gradient] of differentiate(target, sources).entries()) {
      if (gradient === undefined) continue
      expect(gradient.shape).toEqual(sources[i]!.shape) // as many sources
      graph.output(`gradient${i}`, gradient)
    }
    checkGraph(graph, ops)
    const rows = { dtype: "int32", shape: [5], data: Float64Array.of(3, 1, 0, 3, 2) } as const
    await expectSame(graph, {
      x: randomTensor(1, [5, 4]),
      wide: randomTensor(2, [5, 2, 3]),
      weights: randomTensor(3, [4, 3]),
      rows,
    })
  })
})

/** Logistic regression on rows of a captured table, `steps` steps in one run. */
function trainingLoop(): Graph {
  const graph = new Graph("training")
  const table = graph.input("table", "float32", ["rows", 4])
  const weights = graph.input("weights", "float32", [4, 1])
  const bias = graph.input("bias", "float32", [1])
  const batches = graph.input("batches", "int32", ["steps", 8])
  const rates = graph.input("rates", "float32", ["steps"])
  const { states, outputs } = scan({
    states: [weights, bias],
    scans: [batches, rates],
    body: ([w, b], [rows, rate]) => {
      const x = gather(table, rows!)
      const wanted = slice(x, { starts: [0], ends: [1], axes: [1] })
      const loss = reduceMean(pow(sub(add(matmul(x, w!), b!), wanted), 2))
      const gradients = differentiate(loss, [w!, b!])
      return { states: [w!, b!].map((state, i) => sub(state, mul(gradients[i]!, rate!))), outputs: [loss] }
    },
  })
  for (const [i, name] of ["weights.next", "bias.next"].entries()) graph.output(name, states[i]!)
  graph.output("losses", outputs[0]!)
  return graph
}

describe("a training loop", () => {
  const feeds = (steps: number, first: number) => ({
    table: randomTensor(1, [20, 4]),
    batches: {
      dtype: "int32" as const,
      shape: [steps, 8],
      data: Float64Array.from({ length: steps * 8 }, (_, i) => ((i + 8 * first) * 7) % 20),
    },
    rates: { dtype: "float32" as const, shape: [steps], data: new Float64Array(steps).fill(0.1) },
  })
  const start = { weights: randomTensor(2, [4, 1]), bias: randomTensor(3, [1]) }

  it("is in ONNX Runtime what it is in the reference", async () => {
    const graph = trainingLoop()
    checkGraph(graph, ops)
    const results = await expectSame(graph, { ...feeds(30, 0), ...start })
    const losses = results["losses"]!.data
    expect(losses.at(-1)).toBeLessThan(Number(losses[0]) / 2)
  })

  it("gives the same numbers in one run as in two", async () => {
    const whole = await nativeOutputs(trainingLoop(), { ...feeds(6, 0), ...start })
    const half = await nativeOutputs(trainingLoop(), { ...feeds(3, 0), ...start })
    const next = { weights: half["weights.next"]!, bias: half["bias.next"]! }
    const rest = await nativeOutputs(trainingLoop(), { ...feeds(3, 3), ...next })
    expect(rest["weights.next"]).toEqual(whole["weights.next"])
    expect(rest["bias.next"]).toEqual(whole["bias.next"])
  })
})
