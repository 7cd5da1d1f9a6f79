// One tree: nodes and leaves in flat lists. A child ≥ 0 is a node, a child < 0 is leaf −1 − child. A tree of one leaf has no nodes.

export interface Tree {
  readonly leaves: number
  /** By node: the column that it splits by. */
  readonly columns: Int32Array
  /** Numbers up to this go left. */
  readonly thresholds: Float32Array
  /** The same as a bin: that of the last number on the left. */
  readonly bins: Int32Array
  /** −1 for numbers; else the first of the node's levels in `levels`, which end where the next node's begin. */
  readonly levelStarts: Int32Array
  readonly levelEnds: Int32Array
  /** Levels that go left, in ascending order. */
  readonly levels: Int32Array
  /** Whether missing values, and levels that are not known, go left. */
  readonly isMissingLeft: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly gains: Float64Array
  /** Rows that came through, by node and by leaf. */
  readonly nodeRows: Int32Array
  readonly leafRows: Int32Array
  /** What the leaf adds to the score. Those of nodes are what it would be if the tree ended there. */
  readonly leafValues: Float64Array
  readonly nodeValues: Float64Array
  /** What the values have been multiplied by. */
  readonly rate: number
}

/** Lists that a tree is written with while it grows. */
export class TreeBuilder {
  readonly #columns: number[] = []
  readonly #thresholds: number[] = []
  readonly #bins: number[] = []
  readonly #levelStarts: number[] = []
  readonly #levelEnds: number[] = []
  readonly #levels: number[] = []
  readonly #isMissingLeft: number[] = []
  readonly #left: number[] = []
  readonly #right: number[] = []
  readonly #gains: number[] = []
  readonly #nodeRows: number[] = []
  readonly #nodeValues: number[] = []

  /** Puts a node in the place of a leaf; gives its number. Its left child is that leaf, the right one a new leaf. */
  split(
    leaf: { readonly number: number; readonly parent: number; readonly rows: number; readonly output: number },
    split: { readonly column: number; readonly gain: number; readonly isMissingLeft: boolean },
    condition: { readonly threshold: number; readonly bin: number } | { readonly levels: Int32Array },
  ): number {
    const node = this.#columns.length
    if (leaf.parent >= 0) {
      const side = this.#left[leaf.parent] === -1 - leaf.number ? this.#left : this.#right
      side[leaf.parent] = node
    }
    this.#columns.push(split.column)
    this.#gains.push(split.gain)
    this.#isMissingLeft.push(split.isMissingLeft ? 1 : 0)
    this.#nodeRows.push(leaf.rows)
    this.#nodeValues.push(leaf.output)
    this.#left.push(-1 - leaf.number)
    this.#right.push(-2 - node) // nodes and leaves grow together: the new leaf is number node + 1
    if ("levels" in condition) {
      this.#levelStarts.push(this.#levels.length)
      this.#levels.push(...condition.levels)
      this.#levelEnds.push(this.#levels.length)
      this.#thresholds.push(0)
      this.#bins.push(-1)
    } else {
      this.#levelStarts.push(-1)
      this.#levelEnds.push(-1)
      this.#thresholds.push(condition.threshold)
      this.#bins.push(condition.bin)
    }
    return node
  }

  build(leafRows: Int32Array, leafValues: Float64Array, rate: number): Tree {
    return {
      leaves: leafValues.length,
      columns: Int32Array.from(this.#columns),
      thresholds: Float32Array.from(this.#thresholds),
      bins: Int32Array.from(this.#bins),
      levelStarts: Int32Array.from(this.#levelStarts),
      levelEnds: Int32Array.from(this.#levelEnds),
      levels: Int32Array.from(this.#levels),
      isMissingLeft: Uint8Array.from(this.#isMissingLeft),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      gains: Float64Array.from(this.#gains),
      nodeRows: Int32Array.from(this.#nodeRows),
      leafRows,
      leafValues,
      nodeValues: Float64Array.from(this.#nodeValues, (value) => value * rate),
      rate,
    }
  }
}
