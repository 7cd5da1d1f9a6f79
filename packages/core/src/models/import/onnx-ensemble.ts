// Trees of ONNX's operators, in the two ways in which they are written.
import { importError } from "../../trees/import/imported-trees.ts"
import type { NodeAttributes } from "./onnx-attributes.ts"
import { mostClasses } from "./imported-model.ts"

export const nodeModes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"] as const
export type NodeMode = (typeof nodeModes)[number]

/** A child ≥ 0 is a node, a child < 0 is leaf −1 − child. */
export interface OnnxNode {
  readonly mode: NodeMode
  readonly column: number
  readonly value: number
  readonly whenTrue: number
  readonly whenFalse: number
  /** Whether a missing value goes where the condition is true. */
  readonly isMissingTrue: boolean
}

export interface OnnxLeaf {
  /** What is added to a score. */
  readonly score: number
  readonly value: number
}

export interface OnnxEnsemble {
  readonly nodes: readonly OnnxNode[]
  readonly leaves: readonly (readonly OnnxLeaf[])[]
  /** Where each tree begins: a child like those of nodes. */
  readonly roots: readonly number[]
  /** Nodes and leaves that there are from the roots on. */
  readonly size: number
  readonly scores: number
}

function modeOf(written: string | number): NodeMode {
  const mode = typeof written === "number" ? nodeModes[written] : nodeModes.find((known) => known === written)
  if (mode !== undefined) return mode
  throw importError(`has a node of trees of the mode ${written}; expected one of ${nodeModes.join(", ")}`)
}

function countOf(count: number, most: number, what: string): number {
  if (Number.isInteger(count) && count >= 1 && count <= most) return count
  throw importError(`says ${count} where a number of ${what} is expected`)
}

// ── TreeEnsembleRegressor, TreeEnsembleClassifier ───────────────────────────────────────────────

/** `prefix`: of the lists of leaves. */
export function ensembleOfNodes(
  attributes: NodeAttributes,
  prefix: "target" | "class",
  scoreCount: number,
): OnnxEnsemble {
  const scores = countOf(scoreCount, mostClasses, "scores")
  const modes = attributes.strings("nodes_modes")
  const list = <T>(values: readonly T[], name: string): readonly T[] => attributes.counted(values, name, modes.length)
  const trees = list(attributes.ints("nodes_treeids"), "nodes_treeids")
  const ids = list(attributes.ints("nodes_nodeids"), "nodes_nodeids")
  const columns = list(attributes.ints("nodes_featureids"), "nodes_featureids")
  const values = list(attributes.numbers("nodes_values"), "nodes_values")
  const whenTrue = list(attributes.ints("nodes_truenodeids"), "nodes_truenodeids")
  const whenFalse = list(attributes.ints("nodes_falsenodeids"), "nodes_falsenodeids")
  const missing = attributes.ints("nodes_missing_value_tracks_true")
  const places = childPlaces(trees, ids, modes)
  const find = (tree: number, id: number): number => {
    const place = places.get(`${tree}:${id}`)
    if (place === undefined) throw importError(`has a tree ${tree} without the node ${id} that another leads to`)
    return place
  }
  const nodes = modes.flatMap((mode, i) =>
    mode === "LEAF"
      ? []
      : [
          {
            mode: modeOf(mode),
            column: columns[i]!,
            value: values[i]!,
            whenTrue: find(trees[i]!, whenTrue[i]!),
            whenFalse: find(trees[i]!, whenFalse[i]!),
            isMissingTrue: missing[i] === 1,
          },
        ],
  )
  const leaves: OnnxLeaf[][] = modes.filter((mode) => mode === "LEAF").map(() => [])
  const weights = attributes.numbers(`${prefix}_weights`)
  const of = (name: string): readonly number[] =>
    attributes.counted(attributes.ints(`${prefix}_${name}`), `${prefix}_${name}`, weights.length)
  const [leafTrees, leafIds, leafScores] = [of("treeids"), of("nodeids"), of("ids")]
  for (const [i, value] of weights.entries()) {
    const place = find(leafTrees[i]!, leafIds[i]!)
    if (place < 0) leaves[-1 - place]!.push({ score: leafScores[i]!, value })
  }
  return { nodes, leaves, scores, roots: rootsOf(places, nodes), size: places.size }
}

/** Where nodes and leaves stand, by tree and id. */
function childPlaces(
  trees: readonly number[],
  ids: readonly number[],
  modes: readonly string[],
): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  let nodes = 0
  let leaves = 0
  for (const [i, mode] of modes.entries()) {
    const key = `${trees[i]}:${ids[i]}`
    if (places.has(key)) throw importError(`has two nodes ${ids[i]} in tree ${trees[i]}`)
    places.set(key, mode === "LEAF" ? -1 - leaves++ : nodes++)
  }
  return places
}

/** What no node leads to: one a tree. */
function rootsOf(places: ReadonlyMap<string, number>, nodes: readonly OnnxNode[]): readonly number[] {
  const children = new Set(nodes.flatMap(({ whenTrue, whenFalse }) => [whenTrue, whenFalse]))
  const roots = new Map<string, number>()
  const trees = new Set<string>()
  for (const [key, place] of places) {
    const tree = key.slice(0, key.indexOf(":"))
    trees.add(tree)
    if (children.has(place)) continue
    if (roots.has(tree)) throw importError(`has a tree ${tree} whose nodes do not hang together`)
    roots.set(tree, place)
  }
  for (const tree of trees) if (!roots.has(tree)) throw importError(`has a tree ${tree} that goes in a circle`)
  return [...roots.values()]
}

// ── TreeEnsemble ────────────────────────────────────────────────────────────────────────────────

export function ensembleOfSplits(attributes: NodeAttributes): OnnxEnsemble {
  const scores = countOf(attributes.int("n_targets", 1), mostClasses, "targets")
  const values = attributes.numbers("nodes_splits")
  const list = <T>(given: readonly T[], name: string): readonly T[] => attributes.counted(given, name, values.length)
  const modes = list(attributes.numbers("nodes_modes"), "nodes_modes")
  const columns = list(attributes.ints("nodes_featureids"), "nodes_featureids")
  const children = (side: "true" | "false"): readonly number[] => {
    const isLeaf = list(attributes.ints(`nodes_${side}leafs`), `nodes_${side}leafs`)
    return list(attributes.ints(`nodes_${side}nodeids`), `nodes_${side}nodeids`).map((id, i) =>
      isLeaf[i] === 1 ? -1 - id : id,
    )
  }
  const [whenTrue, whenFalse] = [children("true"), children("false")]
  const missing = attributes.ints("nodes_missing_value_tracks_true")
  const weights = attributes.numbers("leaf_weights")
  const ids = attributes.counted(attributes.ints("leaf_targetids"), "leaf_targetids", weights.length)
  const trees = attributes.ints("tree_roots").length
  const aggregate = attributes.int("aggregate_function", 1)
  if (aggregate > 1) throw importError("takes the least or the greatest of its trees; expected their sum or mean")
  const factor = aggregate === 0 ? 1 / trees : 1
  const nodes = values.map((value, i) => ({
    mode: modeOf(modes[i]!),
    column: columns[i]!,
    value,
    whenTrue: whenTrue[i]!,
    whenFalse: whenFalse[i]!,
    isMissingTrue: missing[i] === 1,
  }))
  const roots = attributes.ints("tree_roots")
  const begins = roots.map((root) => withoutTwins(nodes, root))
  return {
    nodes,
    scores,
    size: nodes.length + weights.length - begins.filter((begin, i) => begin !== roots[i]).length,
    leaves: weights.map((value, i) => [{ score: ids[i]!, value: value * factor }]),
    roots: begins,
  }
}

/** A tree of one leaf is written as a node that leads to it either way. */
function withoutTwins(nodes: readonly OnnxNode[], root: number): number {
  const node = nodes[root]
  return node !== undefined && node.whenTrue < 0 && node.whenTrue === node.whenFalse ? node.whenTrue : root
}
