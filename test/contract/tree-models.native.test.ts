// Trees as graphs: ONNX Runtime gives the scores that they themselves give.
import { describe, expect, it } from "vitest"
import { decodeModel } from "../../packages/core/src/graph/onnx-read.ts"
import { encodeModel } from "../../packages/core/src/graph/onnx-write.ts"
import type { ModelOutput, ModelSpec } from "../../packages/core/src/models/model-spec.ts"
import { tensorsOfTrees, treesOf } from "../../packages/core/src/models/trees/tensors-of-trees.ts"
import { treeModelSpec } from "../../packages/core/src/models/trees/tree-model-spec.ts"
import { ops } from "../../packages/core/src/ops/index.ts"
import { predictTreeScores } from "../../packages/core/src/trees/predict-tree-scores.ts"
import type { ModelColumn, TreeModel } from "../../packages/core/src/trees/tree-model.ts"
import { decodeSafetensors, encodeSafetensors } from "../../packages/engine/src/artifact/safetensors.ts"
import { expectClose, inputsFor, logitsGraph, logitsOf, outputFor } from "../support/learner-graph.ts"
import { categoryColumn, numberColumns, randomRows, randomTrees } from "../support/random-trees.ts"

const treeSpec = (output: ModelOutput, model: TreeModel): ModelSpec =>
  treeModelSpec({
    features: [...inputsFor(model.columns), output.feature],
    outputs: [output],
    models: new Map([["y", model]]),
  })

const mixed: readonly ModelColumn[] = [
  categoryColumn(5),
  ...numberColumns(2),
  categoryColumn(60, 3, 30),
  ...numberColumns(1),
  categoryColumn(4, 0),
]
const numberOutput = outputFor("number", "mean_squared_error")

describe("trees in ONNX Runtime", () => {
  it.each([
    ["numbers", { columns: numberColumns(4), rounds: 20, leaves: 16 }],
    ["categories", { columns: [categoryColumn(6), categoryColumn(90, 7)], rounds: 20, leaves: 16 }],
    ["both", { columns: mixed, rounds: 30, leaves: 31 }],
    ["a forest", { columns: mixed, rounds: 25, leaves: 31, isAveraged: true }],
    ["one leaf a tree", { columns: mixed, rounds: 3, leaves: 1 }],
    ["no trees", { columns: mixed, rounds: 0, leaves: 1 }],
    ["one split", { columns: mixed, rounds: 1, leaves: 2, seed: 5 }],
  ] as const)("give the scores of %s", async (_, options) => {
    for (const seed of [1, 2, 3]) {
      const model = randomTrees({ seed, ...options })
      const columns = randomRows(model.columns, 300, seed)
      const graph = logitsGraph(treeSpec(numberOutput, model))
      const expected = predictTreeScores(model, columns)
      for (const opset of seed === 1 ? [17, 21, 26] : [21])
        expectClose((await logitsOf(graph, columns, opset))[0], expected)
      const again = decodeModel(encodeModel(graph), ops)
      expectClose((await logitsOf(again, columns))[0], expected)
      const [first] = await logitsOf(
        graph,
        columns.map((column) => ({ ...column, values: column.values.slice(0, 1) })),
      )
      expectClose(first, expected.subarray(0, 1))
    }
  })

  it("give a score a class", async () => {
    const model = randomTrees({ columns: mixed, rounds: 12, leaves: 9, scores: 3, objective: "multiclass" })
    const alone = { ...model, trees: model.trees.map((tree, i) => (i % 3 === 1 ? constantTree(tree) : tree)) }
    const columns = randomRows(mixed, 100)
    for (const trees of [model, alone]) {
      const spec = treeSpec(outputFor("category", "softmax_cross_entropy", 3), trees)
      expectClose((await logitsOf(logitsGraph(spec), columns))[0], predictTreeScores(trees, columns))
    }
  })

  it("give expected counts of their logarithms", async () => {
    const model = randomTrees({ columns: mixed, rounds: 5, leaves: 9, objective: "poisson" })
    const columns = randomRows(mixed, 100)
    const [found] = await logitsOf(logitsGraph(treeSpec(numberOutput, model)), columns)
    expectClose(found, predictTreeScores(model, columns).map(Math.exp))
  })

  it("serve several outputs from one matrix", async () => {
    const [a, b] = [1, 2].map((seed) => randomTrees({ columns: mixed, rounds: 5, leaves: 9, seed })) as [
      TreeModel,
      TreeModel,
    ]
    const outputs = ["a", "b"].map((name) => outputFor("number", "mean_squared_error", 2, name))
    const features = [...inputsFor(mixed), ...outputs.map(({ feature }) => feature)]
    const graph = logitsGraph(treeModelSpec({ features, outputs, models: new Map([["a", a], ["b", b]]) })) // prettier-ignore
    const columns = randomRows(mixed, 50)
    const found = await logitsOf(graph, columns)
    for (const [i, model] of [a, b].entries()) expectClose(found[i], predictTreeScores(model, columns))
    expect(graph.nodes.filter(({ type }) => type === "TreeEnsembleRegressor")).toHaveLength(2)
  })

  it("are built fast where they are many", async () => {
    const model = randomTrees({ columns: [...mixed, ...numberColumns(100)], rounds: 500, leaves: 64 })
    const began = performance.now()
    const graph = logitsGraph(treeSpec(numberOutput, model))
    const bytes = encodeModel(graph)
    expect(performance.now() - began).toBeLessThan(5000)
    expect(bytes.length).toBeLessThan(20_000_000)
    const columns = randomRows(model.columns, 500)
    expectClose((await logitsOf(graph, columns))[0], predictTreeScores(model, columns))
  })

  it("have chains of thousands of levels", async () => {
    const model = randomTrees({ columns: [categoryColumn(20_000)], rounds: 2, leaves: 4 })
    const columns = randomRows(model.columns, 300)
    expectClose(
      (await logitsOf(logitsGraph(treeSpec(numberOutput, model)), columns))[0],
      predictTreeScores(model, columns),
    )
  })

  it("come back from a file of weights as they were", () => {
    const model = { ...randomTrees({ columns: mixed, rounds: 7, leaves: 12, scores: 2 }), isAveraged: true }
    const none = { ...model, trees: [], columns: [] }
    const tensors = new Map([...tensorsOfTrees("y", model), ...tensorsOfTrees("none", none)])
    const read = decodeSafetensors(encodeSafetensors(tensors), "weights").tensors
    expect(treesOf("y", read)).toEqual(model)
    expect(treesOf("none", read)).toEqual(none)
    expect(() => treesOf("z", read)).toThrow(expect.objectContaining({ code: "artifact/corrupt" }))
  })
})

const constantTree = (tree: TreeModel["trees"][number]): TreeModel["trees"][number] => {
  const empty = randomTrees({ columns: mixed, rounds: 1, leaves: 1 }).trees[0]!
  return { ...empty, leafValues: tree.leafValues.slice(0, 1) }
}

describe("classes in an order", () => {
  const columns = randomRows(mixed, 80)
  /** P(k) = Π over j < k of σ(sⱼ) · (1 − σ(s_k)) */
  const classShares = (scores: ArrayLike<number>, classes: number): number[] => {
    const shares: number[] = []
    for (let row = 0; row < scores.length / (classes - 1); row++) {
      let reached = 1
      for (let k = 0; k < classes; k++) {
        const passed = k === classes - 1 ? 0 : 1 / (1 + Math.exp(-scores[row * (classes - 1) + k]!))
        shares.push(reached * (1 - passed))
        reached *= passed
      }
    }
    return shares
  }
  const predict = async (output: ModelOutput, model: TreeModel): Promise<Float64Array> => {
    const graph = logitsGraph(treeSpec(output, model))
    const logits = graph.outputs.splice(0)[0]!.value
    const read = output.loss.component.logProbabilities?.(logits) ?? logits
    graph.output("probabilities", output.type.predict(read, output.feature).probabilities!)
    return (await logitsOf(graph, columns))[0]!
  }
  const ordinal = randomTrees({ columns: mixed, rounds: 5, leaves: 9, scores: 3, objective: "ordinal" })
  const multiclass = randomTrees({ columns: mixed, rounds: 5, leaves: 9, scores: 4, objective: "multiclass" })

  it.each(["corn", "softmax_cross_entropy"])("have probabilities whatever %s reads", async (loss) => {
    const output = outputFor("category", loss, 4)
    expectClose(await predict(output, ordinal), classShares(predictTreeScores(ordinal, columns), 4))
    const scores = predictTreeScores(multiclass, columns).map(Math.exp)
    const sums = Array.from({ length: 80 }, (_, row) => scores.subarray(4 * row, 4 * row + 4).reduce((a, b) => a + b))
    expectClose(
      await predict(output, multiclass),
      scores.map((score, i) => score / sums[Math.floor(i / 4)]!),
    )
  })
})
