// Trees of an ONNX file → our trees: numbers up to a threshold go left, levels of a set go left.
import { below, roundedDown } from "../../trees/import/float32.ts"
import { checkedTree, importError, mostLevels } from "../../trees/import/imported-trees.ts"
import type { Tree } from "../../trees/tree.ts"
import type { ModelColumn, TreeModel } from "../../trees/tree-model.ts"
import type { OnnxEnsemble, OnnxNode } from "./onnx-ensemble.ts"

const asksForEquality = ({ mode }: OnnxNode): boolean => mode === "BRANCH_EQ" || mode === "BRANCH_NEQ"

/** `columns`: how many the model takes. */
export function treesOfOnnx(
  ensemble: OnnxEnsemble,
  options: { readonly columns: number; readonly objective: string; readonly initial: readonly number[] },
): TreeModel {
  const { nodes, leaves, roots, scores } = ensemble
  for (const leaf of leaves)
    for (const { score } of leaf)
      if (!(score >= 0 && score < scores)) throw importError(`has a leaf of the score ${score}, of ${scores}`)
  const columns = columnsOf(nodes, options.columns)
  const seen = new Set<number>()
  const shapes = roots.map((root) => shapeOf(ensemble, root, { columns, seen }))
  if (seen.size !== ensemble.size) throw importError("has trees whose nodes do not hang together")
  const byScore = Array.from({ length: scores }, (_, score) =>
    shapes.flatMap((shape) => {
      const values = Float64Array.from(shape.leaves, (leaf) => valueOf(ensemble, leaf, score))
      return values.some((value) => value !== 0) ? [{ ...shape.tree, leafValues: values }] : []
    }),
  )
  const rounds = Math.max(0, ...byScore.map(({ length }) => length))
  return {
    objective: options.objective,
    scores,
    initial: Float64Array.from({ length: scores }, (_, score) => options.initial[score] ?? 0),
    columns,
    trees: Array.from({ length: rounds * scores }, (_, i) => byScore[i % scores]![Math.floor(i / scores)] ?? nothing),
    isAveraged: false,
  }
}

const valueOf = ({ leaves }: OnnxEnsemble, leaf: number, score: number): number =>
  leaves[leaf]!.reduce((sum, own) => (own.score === score ? sum + own.value : sum), 0)

/** A column of which is asked whether it equals something holds levels. */
function columnsOf(nodes: readonly OnnxNode[], count: number): readonly ModelColumn[] {
  const levels = new Map<number, Set<number>>()
  for (const node of nodes) {
    const { column, value } = node
    if (!(Number.isInteger(column) && column >= 0 && column < count))
      throw importError(`has a tree that splits by column ${column} of ${count}`)
    if (!asksForEquality(node)) continue
    if (!(Number.isInteger(value) && value >= 0 && value < mostLevels))
      throw importError(`asks whether column ${column} is ${value}; expected a whole number below ${mostLevels}`)
    levels.set(column, (levels.get(column) ?? new Set()).add(value))
  }
  const mixed = nodes.find((node) => !asksForEquality(node) && levels.has(node.column))
  if (mixed !== undefined)
    throw importError(`compares column ${mixed.column} with ${mixed.mode}, and asks what it equals besides`)
  return Array.from({ length: count }, (_, column): ModelColumn => {
    const own = levels.get(column)
    return own === undefined ? { kind: "number" } : { kind: "category", kept: Int32Array.from(own).toSorted() }
  })
}

// ── one tree ────────────────────────────────────────────────────────────────────────────────────

interface Shape {
  /** Without values of leaves. */
  readonly tree: Tree
  /** By leaf of the tree: that of the ensemble. */
  readonly leaves: readonly number[]
}

/** `seen`: nodes and leaves of the trees before. */
function shapeOf(
  ensemble: OnnxEnsemble,
  root: number,
  { columns, seen }: { readonly columns: readonly ModelColumn[]; readonly seen: Set<number> },
): Shape {
  const order: number[] = []
  const leaves: number[] = []
  const numbers = new Map<number, number>()
  const pending = [root]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (seen.has(at)) throw importError("has a tree that goes in a circle, or whose branches meet")
    seen.add(at)
    if (at < 0) {
      if (ensemble.leaves[-1 - at] === undefined) throw importError(`has a tree that leads to leaf ${-1 - at}, which is not there`) // prettier-ignore
      numbers.set(at, -leaves.push(-1 - at))
      continue
    }
    const node = ensemble.nodes[at]
    if (node === undefined) throw importError(`has a tree that leads to node ${at}, which is not there`)
    numbers.set(at, order.push(at) - 1)
    pending.push(node.whenFalse, node.whenTrue)
  }
  const nodes = order.map((at) => branchOf(ensemble.nodes[at]!))
  return { tree: treeOf(nodes, numbers, { leaves: leaves.length, columns }), leaves }
}

/** A node with what its left side asks for. */
interface Branch extends OnnxNode {
  readonly left: number
  readonly right: number
  readonly isMissingLeft: boolean
  readonly threshold: number
  /** Undefined of numbers. */
  readonly level: number | undefined
}

function branchOf(node: OnnxNode): Branch {
  const { mode, value, whenTrue, whenFalse, isMissingTrue } = node
  const isLeft = mode === "BRANCH_LEQ" || mode === "BRANCH_LT" || mode === "BRANCH_EQ" // whether what is true goes left
  return {
    ...node,
    left: isLeft ? whenTrue : whenFalse,
    right: isLeft ? whenFalse : whenTrue,
    isMissingLeft: isLeft === (isMissingTrue || mode === "BRANCH_NEQ"), // NaN equals nothing
    threshold: mode === "BRANCH_LT" || mode === "BRANCH_GTE" ? belowNumber(value) : roundedDown(value),
    level: asksForEquality(node) ? value : undefined,
  }
}

/** The largest float32 below a number. */
function belowNumber(value: number): number {
  const rounded = roundedDown(value)
  return rounded === value ? below(rounded) : rounded
}

function treeOf(
  nodes: readonly Branch[],
  numbers: ReadonlyMap<number, number>,
  { leaves, columns }: { readonly leaves: number; readonly columns: readonly ModelColumn[] },
): Tree {
  const levels = nodes.flatMap(({ level }) => (level === undefined ? [] : [level]))
  let next = 0
  const starts = nodes.map(({ level }) => (level === undefined ? -1 : next++))
  const tree = {
    ...nothing,
    leaves,
    columns: Int32Array.from(nodes, ({ column }) => column),
    thresholds: Float32Array.from(nodes, ({ threshold, level }) => (level === undefined ? threshold : 0)),
    bins: new Int32Array(nodes.length).fill(-1),
    levelStarts: Int32Array.from(starts),
    levelEnds: Int32Array.from(starts, (start) => (start < 0 ? -1 : start + 1)),
    levels: Int32Array.from(levels),
    isMissingLeft: Uint8Array.from(nodes, ({ isMissingLeft }) => (isMissingLeft ? 1 : 0)),
    left: Int32Array.from(nodes, ({ left }) => numbers.get(left)!), // all that can be reached
    right: Int32Array.from(nodes, ({ right }) => numbers.get(right)!),
    gains: new Float64Array(nodes.length),
    nodeValues: new Float64Array(nodes.length),
    leafRows: new Int32Array(leaves).fill(1),
    leafValues: new Float64Array(leaves),
  }
  return checkedTree({ ...tree, nodeRows: rowsBelow(tree) }, columns.length)
}

/** The file does not say how many rows came through: each leaf counts as one. */
function rowsBelow({ left, right }: Pick<Tree, "left" | "right">): Int32Array {
  const rows = new Int32Array(left.length)
  for (let node = left.length - 1; node >= 0; node--)
    for (const child of [left[node]!, right[node]!]) rows[node]! += child < 0 ? 1 : rows[child]! // children come after their node
  return rows
}

/** A leaf of 0. */
const nothing: Tree = {
  leaves: 1,
  columns: new Int32Array(0),
  thresholds: new Float32Array(0),
  bins: new Int32Array(0),
  levelStarts: new Int32Array(0),
  levelEnds: new Int32Array(0),
  levels: new Int32Array(0),
  isMissingLeft: new Uint8Array(0),
  left: new Int32Array(0),
  right: new Int32Array(0),
  gains: new Float64Array(0),
  nodeRows: new Int32Array(0),
  leafRows: Int32Array.of(1),
  leafValues: Float64Array.of(0),
  nodeValues: new Float64Array(0),
  rate: 1,
}
