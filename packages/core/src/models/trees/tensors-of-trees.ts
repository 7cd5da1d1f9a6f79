// Trees as tensors, to be kept among the weights of a model: the lists of all trees, one after the other.
import { FidelioError } from "../../errors.ts"
import type { Dtype } from "../../graph/dtype.ts"
import { tensor, type Tensor } from "../../graph/tensor.ts"
import type { Tree } from "../../trees/tree.ts"
import type { ModelColumn, TreeModel } from "../../trees/tree-model.ts"

/** The lists of a tree that have one entry a node, a leaf or a level. */
const lists = {
  columns: { per: "node", dtype: "int32" },
  thresholds: { per: "node", dtype: "float32" },
  bins: { per: "node", dtype: "int32" },
  levelStarts: { per: "node", dtype: "int32" },
  levelEnds: { per: "node", dtype: "int32" },
  isMissingLeft: { per: "node", dtype: "uint8" },
  left: { per: "node", dtype: "int32" },
  right: { per: "node", dtype: "int32" },
  gains: { per: "node", dtype: "float64" },
  nodeRows: { per: "node", dtype: "int32" },
  nodeValues: { per: "node", dtype: "float64" },
  leafRows: { per: "leaf", dtype: "int32" },
  leafValues: { per: "leaf", dtype: "float64" },
  levels: { per: "level", dtype: "int32" },
} as const satisfies Readonly<Record<Exclude<keyof Tree, "leaves" | "rate">, { per: string; dtype: Dtype }>>

type ListName = keyof typeof lists
const listNames = Object.keys(lists) as readonly ListName[] // an object's own keys

const constructors = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const
type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array

/** Names begin with `<name>.trees.`; names of lists are in snake_case. */
export function tensorsOfTrees(name: string, model: TreeModel): ReadonlyMap<string, Tensor> {
  const { trees, columns } = model
  const int32 = (numbers: readonly number[]): Int32Array => Int32Array.from(numbers)
  const numbers: Record<string, Numbers> = {
    objective: Uint8Array.from(model.objective, (letter) => letter.charCodeAt(0)), // ASCII
    initial: model.initial,
    is_averaged: Uint8Array.of(model.isAveraged ? 1 : 0),
    is_category: Uint8Array.from(columns, ({ kind }) => (kind === "category" ? 1 : 0)),
    kept_counts: int32(columns.map(({ kept }) => kept?.length ?? -1)),
    kept: joined(
      columns.flatMap(({ kept }) => (kept === undefined ? [] : [kept])),
      Int32Array,
    ),
    rates: Float64Array.from(trees, ({ rate }) => rate),
    leaf_counts: int32(trees.map(({ leaves }) => leaves)),
    level_counts: int32(trees.map(({ levels }) => levels.length)),
  }
  for (const list of listNames)
    numbers[snakeCase(list)] = joined(
      trees.map((tree): Numbers => tree[list]),
      constructors[lists[list].dtype],
    )
  return new Map(
    Object.entries(numbers).map(([list, data]) => [
      `${name}.trees.${list}`,
      tensor(dtypeOf(data), [data.length], data),
    ]),
  )
}

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function dtypeOf(data: Numbers): "float32" | "float64" | "int32" | "uint8" {
  if (data instanceof Float32Array) return "float32"
  if (data instanceof Float64Array) return "float64"
  return data instanceof Int32Array ? "int32" : "uint8"
}

function joined(parts: readonly Numbers[], List: new (length: number) => Numbers): Numbers {
  const all = new List(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** The model that `tensorsOfTrees` was given under this name. */
export function treesOf(name: string, tensors: ReadonlyMap<string, Tensor>): TreeModel {
  const read = <T extends Numbers>(list: string, List: { new (length: number): T; readonly name: string }): T => {
    const data = tensors.get(`${name}.trees.${list}`)?.data
    if (data instanceof List) return data
    throw new FidelioError("artifact/corrupt", `The weights have no list ${list} of the trees for "${name}".`)
  }
  const initial = read("initial", Float64Array)
  return {
    objective: String.fromCharCode(...read("objective", Uint8Array)),
    scores: initial.length,
    initial,
    columns: readColumns(read("is_category", Uint8Array), read("kept_counts", Int32Array), read("kept", Int32Array)),
    trees: readTrees({
      rates: read("rates", Float64Array),
      leafCounts: read("leaf_counts", Int32Array),
      levelCounts: read("level_counts", Int32Array),
      list: (list) => read<Numbers>(snakeCase(list), constructors[lists[list].dtype]),
    }),
    isAveraged: read("is_averaged", Uint8Array)[0] === 1,
  }
}

function readColumns(isCategory: Uint8Array, counts: Int32Array, kept: Int32Array): readonly ModelColumn[] {
  let at = 0
  return Array.from(counts, (count, column): ModelColumn => {
    const kind = isCategory[column] === 1 ? "category" : "number"
    return count < 0 ? { kind } : { kind, kept: kept.slice(at, (at += count)) }
  })
}

interface TreeLists {
  readonly rates: Float64Array
  readonly leafCounts: Int32Array
  readonly levelCounts: Int32Array
  readonly list: (name: ListName) => Numbers
}

function readTrees({ rates, leafCounts, levelCounts, list }: TreeLists): readonly Tree[] {
  const all = listNames.map((name) => [name, list(name)] as const)
  const at = { node: 0, leaf: 0, level: 0 }
  return Array.from(leafCounts, (leaves, index) => {
    const counts = { node: leaves - 1, leaf: leaves, level: levelCounts[index]! } // one a tree
    const own = Object.fromEntries(
      all.map(([name, numbers]) => {
        const begin = at[lists[name].per]
        return [name, numbers.slice(begin, begin + counts[lists[name].per])]
      }),
    ) as unknown as Omit<Tree, "leaves" | "rate"> // the lists of a tree, each of its dtype
    at.node += counts.node
    at.leaf += counts.leaf
    at.level += counts.level
    return { ...own, leaves, rate: rates[index]! }
  })
}
