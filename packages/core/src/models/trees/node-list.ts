// Nodes of the operator, written one after the other, and membership in a set of levels as nodes.
import type { TreeEnsemble, TreeNodeMode } from "../../ops/tree-ensemble.ts"

/** Ids that a node goes on with. */
export interface Branches {
  readonly whenTrue: number
  readonly whenFalse: number
}

/** Runtimes walk along a chain by recursion. */
const longestChain = 64
/** A level that no column holds. */
const noLevel = -2

/** How many nodes a set of so many levels takes. */
export function nodesOfSet(levels: number): number {
  if (levels <= longestChain) return Math.max(1, levels)
  const chunks = Math.ceil(levels / longestChain)
  return levels + chunks - 1 + 2 * chunks
}

export class NodeList {
  readonly #scores: number
  readonly #nodes = {
    tree: [] as number[],
    id: [] as number[],
    column: [] as number[],
    mode: [] as TreeNodeMode[],
    value: [] as number[],
    whenTrue: [] as number[],
    whenFalse: [] as number[],
    isMissingTrue: [] as number[],
  }
  readonly #leaves = { tree: [] as number[], id: [] as number[], score: [] as number[], value: [] as number[] }
  #tree = -1
  #next = 0

  constructor(scores: number) {
    this.#scores = scores
  }

  get ensemble(): TreeEnsemble | undefined {
    return this.#tree < 0 ? undefined : { scores: this.#scores, nodes: this.#nodes, leaves: this.#leaves }
  }

  /** Begins a tree; its nodes get ids in the order in which they are written. */
  begin(): void {
    this.#tree++
    this.#next = 0
  }

  leaf(score: number, value: number): void {
    this.#leaves.tree.push(this.#tree)
    this.#leaves.id.push(this.#next)
    this.#leaves.score.push(score)
    this.#leaves.value.push(value)
    this.#push("LEAF", 0, 0, { whenTrue: 0, whenFalse: 0 })
  }

  threshold(column: number, value: number, branches: Branches & { readonly isMissingTrue: number }): void {
    this.#push("BRANCH_LEQ", column, value, branches)
    this.#nodes.isMissingTrue[this.#nodes.isMissingTrue.length - 1] = branches.isMissingTrue
  }

  /** True where the column holds one of the levels, which ascend; false for NaN. */
  set(column: number, levels: readonly number[], branches: Branches): void {
    if (levels.length <= longestChain) {
      this.#chain(column, levels.length === 0 ? [noLevel] : levels, branches)
      return
    }
    const chunks: (readonly number[])[] = []
    for (let at = 0; at < levels.length; at += longestChain) chunks.push(levels.slice(at, at + longestChain))
    this.#search(column, chunks, branches)
  }

  /** Finds the one chain that can hold the level. */
  #search(column: number, chunks: readonly (readonly number[])[], { whenTrue, whenFalse }: Branches): void {
    const [only] = chunks
    if (chunks.length === 1 && only !== undefined) {
      this.#chain(column, only, { whenTrue, whenFalse: this.#next + only.length })
      this.#push("BRANCH_NEQ", column, noLevel, { whenTrue: whenFalse, whenFalse: this.#next + 1 }) // always true: only true branches can be shared
      this.leaf(0, 0)
      return
    }
    const middle = chunks.length >> 1
    const place = this.#nodes.whenFalse.length
    this.#push("BRANCH_LEQ", column, chunks[middle - 1]!.at(-1)!, { whenTrue: this.#next + 1, whenFalse: 0 })
    this.#search(column, chunks.slice(0, middle), { whenTrue, whenFalse })
    this.#nodes.whenFalse[place] = this.#next
    this.#search(column, chunks.slice(middle), { whenTrue, whenFalse })
  }

  #chain(column: number, levels: readonly number[], { whenTrue, whenFalse }: Branches): void {
    for (const [i, level] of levels.entries())
      this.#push("BRANCH_EQ", column, level, {
        whenTrue,
        whenFalse: i === levels.length - 1 ? whenFalse : this.#next + 1,
      })
  }

  #push(mode: TreeNodeMode, column: number, value: number, { whenTrue, whenFalse }: Branches): void {
    const nodes = this.#nodes
    nodes.tree.push(this.#tree)
    nodes.id.push(this.#next++)
    nodes.mode.push(mode)
    nodes.column.push(column)
    nodes.value.push(value)
    nodes.whenTrue.push(whenTrue)
    nodes.whenFalse.push(whenFalse)
    nodes.isMissingTrue.push(0)
  }
}
