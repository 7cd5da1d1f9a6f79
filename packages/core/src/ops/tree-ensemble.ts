// treeEnsemble(x, trees): each row of a matrix walks down every tree; the leaves it comes to add to its scores
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { applyOne, noGradient, required, type OpDefinition } from "./op.ts"
import { numbersOf } from "./reference.ts"

const modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "LEAF"] as const
export type TreeNodeMode = (typeof modes)[number]

/** Trees in lists. A tree's nodes stand together, its root first, with ids from 0 up. */
export interface TreeEnsemble {
  /** Scores of a row: sums of leaves. What is to be added to all rows is an Add: runtimes leave base values out of scores that no leaf adds to. */
  readonly scores: number
  readonly nodes: {
    readonly tree: readonly number[]
    readonly id: readonly number[]
    /** What stands here is compared: the column … */
    readonly column: readonly number[]
    readonly mode: readonly TreeNodeMode[]
    /** … with this number. */
    readonly value: readonly number[]
    /** Ids of the next node. Several nodes may have one `whenTrue`; a `whenFalse` belongs to one node. */
    readonly whenTrue: readonly number[]
    readonly whenFalse: readonly number[]
    /** 1 where NaN goes on as if the comparison were true. */
    readonly isMissingTrue: readonly number[]
  }
  readonly leaves: {
    readonly tree: readonly number[]
    readonly id: readonly number[]
    /** The score that `value` is added to. */
    readonly score: readonly number[]
    readonly value: readonly number[]
  }
}

type TreeEnsembleAttributes = {
  readonly n_targets?: number | undefined
  readonly aggregate_function?: string | undefined
  readonly post_transform?: string | undefined
  readonly base_values?: readonly number[] | undefined
  readonly nodes_treeids?: readonly number[] | undefined
  readonly nodes_nodeids?: readonly number[] | undefined
  readonly nodes_featureids?: readonly number[] | undefined
  readonly nodes_modes?: readonly string[] | undefined
  readonly nodes_values?: readonly number[] | undefined
  readonly nodes_truenodeids?: readonly number[] | undefined
  readonly nodes_falsenodeids?: readonly number[] | undefined
  readonly nodes_missing_value_tracks_true?: readonly number[] | undefined
  readonly target_treeids?: readonly number[] | undefined
  readonly target_nodeids?: readonly number[] | undefined
  readonly target_ids?: readonly number[] | undefined
  readonly target_weights?: readonly number[] | undefined
}

/** [batch, columns] → [batch, scores] */
export function treeEnsemble(x: Value, { scores, nodes, leaves }: TreeEnsemble): Value {
  return applyOne(treeEnsembleOp, [x], {
    n_targets: scores,
    aggregate_function: "SUM",
    post_transform: "NONE",
    nodes_treeids: nodes.tree,
    nodes_nodeids: nodes.id,
    nodes_featureids: nodes.column,
    nodes_modes: nodes.mode,
    nodes_values: nodes.value.map(Math.fround),
    nodes_truenodeids: nodes.whenTrue,
    nodes_falsenodeids: nodes.whenFalse,
    nodes_missing_value_tracks_true: nodes.isMissingTrue,
    target_treeids: leaves.tree,
    target_nodeids: leaves.id,
    target_ids: leaves.score,
    target_weights: leaves.value.map(Math.fround),
  })
}

export const treeEnsembleOp: OpDefinition<TreeEnsembleAttributes> = {
  type: "TreeEnsembleRegressor",
  domain: "ai.onnx.ml",
  summary: "Sums up the leaves that rows come to in trees.",
  infer(inputs, attributes) {
    const { dtype, shape } = required(inputs, 0)
    if (dtype !== "float32" || shape.length !== 2)
      throw new GraphError("graph/shape", "trees walk by the rows of a float32 matrix")
    checkKind(attributes)
    return [{ dtype, shape: [shape[0]!, attributes.n_targets ?? 1] }] // it has two axes
  },
  reference(inputs, attributes) {
    const x = required(inputs, 0)
    const walks = walksOf(attributes)
    const width = attributes.n_targets ?? 1
    const [rows = 0, columns = 0] = x.shape
    const numbers = numbersOf(x)
    const scores = new Float64Array(rows * width)
    for (let row = 0; row < rows; row++) {
      const values = numbers.subarray(row * columns, (row + 1) * columns)
      const own = scores.subarray(row * width, (row + 1) * width)
      own.set(attributes.base_values ?? [])
      for (const walk of walks) for (const { score, value } of walk(values)) own[score]! += value
    }
    return [{ dtype: "float32", shape: [rows, width], data: scores }]
  },
  gradient: noGradient("the leaf that a row comes to does not change a little"),
  examples: [
    {
      name: "numbers, with missing ones",
      inputs: [{ shape: [5, 2], domain: { values: [0.5, 2, 1, NaN, NaN, 7, -3, 0, 0.75, -1] } }],
      build: (x) => treeEnsemble(x, numberTrees()),
    },
    {
      name: "a set of categories",
      inputs: [{ shape: [8, 1], domain: { values: [0, 1, 2, 3, 40, 41, -1, NaN] } }],
      build: (x) => treeEnsemble(x, setTree([1, 3, 40, 0])),
    },
    {
      name: "several scores, one of them without leaves",
      inputs: [{ shape: [4, 2] }],
      build: (x) =>
        treeEnsemble(x, { ...numberTrees(), scores: 3, leaves: { ...numberTrees().leaves, score: [0, 0, 0, 2, 2] } }),
    },
  ],
}

function checkKind(attributes: TreeEnsembleAttributes): void {
  const { aggregate_function: aggregate = "SUM", post_transform: transform = "NONE", nodes_modes = [] } = attributes
  if (aggregate !== "SUM" || transform !== "NONE")
    throw new GraphError("graph/shape", `trees can be summed up only, not ${aggregate} with ${transform}`)
  const tensors = Object.keys(attributes).find((name) => name.endsWith("_as_tensor"))
  if (tensors !== undefined) throw new GraphError("graph/shape", `trees have numbers of float32 only, not ${tensors}`)
  const unknown = nodes_modes.find((mode) => !modes.some((known) => known === mode))
  if (unknown !== undefined) throw new GraphError("graph/shape", `no comparison of trees is named ${unknown}`)
}

interface LeafPart {
  readonly score: number
  readonly value: number
}

/** One function a tree: from a row to what its leaf adds. */
function walksOf(attributes: TreeEnsembleAttributes): readonly ((row: Float64Array) => readonly LeafPart[])[] {
  const { nodes_treeids = [], nodes_nodeids = [], nodes_featureids = [], nodes_modes = [], ...rest } = attributes
  const { nodes_values = [], nodes_truenodeids = [], nodes_falsenodeids = [] } = rest
  const { nodes_missing_value_tracks_true: isMissingTrue = [] } = rest
  const key = (tree: number, node: number): string => `${tree}/${node}`
  const places = new Map(nodes_treeids.map((tree, i) => [key(tree, nodes_nodeids[i]!), i])) // lists of one length
  const parts = partsOf(attributes, key)
  const roots = nodes_treeids.flatMap((tree, i) => (tree === nodes_treeids[i - 1] ? [] : [i]))
  return roots.map((root) => (row) => {
    let at = root
    while (nodes_modes[at] !== "LEAF") {
      const x = row[nodes_featureids[at]!]!
      const holds = compare(nodes_modes[at]!, x, nodes_values[at]!) || (isMissingTrue[at] === 1 && Number.isNaN(x))
      const next = places.get(key(nodes_treeids[at]!, (holds ? nodes_truenodeids : nodes_falsenodeids)[at]!))
      if (next === undefined) throw new GraphError("graph/shape", "a node of a tree names one that is not there")
      at = next
    }
    return parts.get(key(nodes_treeids[at]!, nodes_nodeids[at]!)) ?? []
  })
}

function partsOf(
  attributes: TreeEnsembleAttributes,
  key: (tree: number, node: number) => string,
): ReadonlyMap<string, readonly LeafPart[]> {
  const { target_treeids = [], target_nodeids = [], target_ids = [], target_weights = [] } = attributes
  const parts = new Map<string, LeafPart[]>()
  for (const [i, tree] of target_treeids.entries()) {
    const at = key(tree, target_nodeids[i]!) // lists of one length
    const part = { score: target_ids[i]!, value: target_weights[i]! }
    parts.set(at, [...(parts.get(at) ?? []), part])
  }
  return parts
}

function compare(mode: string, x: number, value: number): boolean {
  switch (mode) {
    case "BRANCH_LEQ":
      return x <= value
    case "BRANCH_LT":
      return x < value
    case "BRANCH_GTE":
      return x >= value
    case "BRANCH_GT":
      return x > value
    case "BRANCH_EQ":
      return x === value
    default:
      return x !== value
  }
}

/** Two trees of two columns, the second with one node. */
const numberTrees = (): TreeEnsemble => ({
  scores: 1,
  nodes: {
    tree: [0, 0, 0, 0, 0, 1, 1, 1],
    id: [0, 1, 2, 3, 4, 0, 1, 2],
    column: [0, 1, 0, 0, 0, 1, 0, 0],
    mode: ["BRANCH_LEQ", "BRANCH_LEQ", "LEAF", "LEAF", "LEAF", "BRANCH_LEQ", "LEAF", "LEAF"],
    value: [0.6, 0.1, 0, 0, 0, 1.5, 0, 0],
    whenTrue: [1, 2, 0, 0, 0, 1, 0, 0],
    whenFalse: [4, 3, 0, 0, 0, 2, 0, 0],
    isMissingTrue: [1, 0, 0, 0, 0, 0, 0, 0],
  },
  leaves: { tree: [0, 0, 0, 1, 1], id: [2, 3, 4, 1, 2], score: [0, 0, 0, 0, 0], value: [1, 2, 4, 8, 16] },
})

/** One tree: rows whose first column is one of the values come to a leaf of 1, the others to one of −1. */
function setTree(values: readonly number[]): TreeEnsemble {
  const count = values.length
  const nodes = values.map((_, i) => i)
  const [inside, outside] = [count + 1, count]
  return {
    scores: 1,
    nodes: {
      tree: [...nodes, 0, 0].map(() => 0),
      id: [...nodes, outside, inside],
      column: [...nodes, 0, 0].map(() => 0),
      mode: [...nodes.map(() => "BRANCH_EQ" as const), "LEAF", "LEAF"],
      value: [...values, 0, 0],
      whenTrue: [...nodes.map(() => inside), 0, 0],
      whenFalse: [...nodes.map((i) => i + 1), 0, 0],
      isMissingTrue: [...nodes, 0, 0].map(() => 0),
    },
    leaves: { tree: [0, 0], id: [outside, inside], score: [0, 0], value: [-1, 1] },
  }
}
