// One of XGBoost's trees: nodes and leaves in the same lists, the root first; what is below a threshold goes left, what is in a set goes right.
import { z } from "zod"
import type { Tree } from "../tree.ts"
import type { ModelColumn } from "../tree-model.ts"
import { below } from "./float32.ts"
import { importError } from "./imported-trees.ts"

const integers = z.array(z.int())
const numbers = z.array(z.number())
const flags = z.array(z.union([z.boolean(), z.literal([0, 1])]))

export const xgboostTreeSchema = z.object({
  base_weights: numbers,
  categories: integers.default([]),
  categories_nodes: integers.default([]),
  categories_segments: integers.default([]),
  categories_sizes: integers.default([]),
  default_left: flags,
  left_children: integers,
  right_children: integers,
  loss_changes: numbers,
  split_conditions: numbers,
  split_indices: integers,
  split_type: integers.default([]),
  sum_hessian: numbers,
  tree_param: z.object({ size_leaf_vector: z.string().default("1") }),
})
export type XgboostTree = z.output<typeof xgboostTreeSchema>

/** `weight`: what its values are multiplied by. */
export function xgboostTree(tree: XgboostTree, columns: readonly ModelColumn[], weight: number): Tree {
  if (Number(tree.tree_param.size_leaf_vector) > 1) throw importError("has leaves of several values; expected one")
  const { nodes, leaves, numberOf } = walk(tree)
  const levels: number[] = []
  const places = nodes.map((at): readonly [number, number] => {
    if (tree.split_type[at] !== 1) return [-1, -1]
    const begin = levels.length
    const right = rightLevels(tree, at)
    const { kept = [] } = columns[tree.split_indices[at]!] ?? {}
    for (const level of kept) if (!right.has(level)) levels.push(level)
    return [begin, levels.length]
  })
  const of = (list: readonly number[], ats: readonly number[]): readonly number[] => ats.map((at) => list[at] ?? 0)
  const rows = (ats: readonly number[]): Int32Array => Int32Array.from(of(tree.sum_hessian, ats), Math.round)
  return {
    leaves: leaves.length,
    columns: Int32Array.from(of(tree.split_indices, nodes)),
    thresholds: Float32Array.from(nodes, (at, i) =>
      places[i]![0] < 0 ? below(Math.fround(tree.split_conditions[at]!)) : 0,
    ),
    bins: new Int32Array(nodes.length).fill(-1),
    levelStarts: Int32Array.from(places, ([begin]) => begin),
    levelEnds: Int32Array.from(places, ([, end]) => end),
    levels: Int32Array.from(levels),
    isMissingLeft: Uint8Array.from(nodes, (at) => Number(tree.default_left[at] ?? 0)),
    left: Int32Array.from(nodes, (at) => numberOf(tree.left_children[at]!)),
    right: Int32Array.from(nodes, (at) => numberOf(tree.right_children[at]!)),
    gains: Float64Array.from(of(tree.loss_changes, nodes)),
    nodeRows: rows(nodes),
    leafRows: rows(leaves),
    leafValues: Float64Array.from(leaves, (at) => Math.fround(tree.split_conditions[at]!) * weight),
    nodeValues: Float64Array.from(of(tree.base_weights, nodes), (value) => value * weight),
    rate: weight,
  }
}

interface Walk {
  /** Places in the lists, from the root on. */
  readonly nodes: readonly number[]
  readonly leaves: readonly number[]
  /** Ours, by place. */
  readonly numberOf: (at: number) => number
}

/** What can be reached: pruned nodes are left in the lists. */
function walk({ left_children: left, right_children: right, split_conditions: conditions }: XgboostTree): Walk {
  const nodes: number[] = []
  const leaves: number[] = []
  const numbers = new Map<number, number>()
  const pending = [0]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const [first, second] = [left[at], right[at]]
    if (numbers.has(at) || first === undefined || second === undefined || conditions[at] === undefined)
      throw importError("has a tree whose nodes do not hang together")
    if (first === -1) numbers.set(at, -leaves.push(at))
    else {
      numbers.set(at, nodes.push(at) - 1)
      pending.push(second, first)
    }
  }
  return { nodes, leaves, numberOf: (at) => numbers.get(at)! } // all that can be reached
}

function rightLevels(tree: XgboostTree, at: number): ReadonlySet<number> {
  const set = tree.categories_nodes.indexOf(at)
  const begin = tree.categories_segments[set]
  const size = tree.categories_sizes[set]
  if (begin === undefined || size === undefined) throw importError("has a split by categories without any")
  return new Set(tree.categories.slice(begin, begin + size))
}
