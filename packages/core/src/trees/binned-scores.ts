// Adds a tree's values to the scores of rows that are binned as its training rows were.
import type { BinnedColumns, ColumnPlace } from "./bins/bin-columns.ts"
import type { ColumnBins } from "./bins/column.ts"
import { cutByBlock, type BlockStretch } from "./bins/row-blocks.ts"
import type { Tree } from "./tree.ts"

/** Where a tree's values go. */
export interface ScoreTarget {
  /** [rows × stride] */
  readonly scores: Float64Array
  /** Scores of a row, and which of them. */
  readonly stride: number
  readonly score: number
  /** What values are multiplied by. */
  readonly factor: number
  /** These rows only; all of them where it is left out. */
  readonly rows?: Int32Array | undefined
}

/** A tree's nodes as the walk reads them, by node. */
interface NodeTable {
  readonly byte: Int32Array
  readonly isWide: Uint8Array
  readonly bin: Int32Array
  readonly missing: Int32Array
  readonly isMissingLeft: Uint8Array
  /** First of the node's words in `sets`, −1 for numbers. */
  readonly set: Int32Array
  /** A bit a bin: whether it goes left. */
  readonly sets: Int32Array
  readonly left: Int32Array
  readonly right: Int32Array
}

function tableOf(tree: Tree, { binning }: BinnedColumns): NodeTable {
  const placeOf = new Map<number, ColumnPlace>(binning.layout.places.map((place) => [place.column, place]))
  const places = Array.from(tree.columns, (column) => placeOf.get(column)!)
  const sets: number[] = []
  const set = Int32Array.from(places, (place, node) => {
    if (tree.levelStarts[node]! < 0) return -1
    const first = sets.length
    sets.push(...bitsOf(tree, node, binning.columns[place.column]!))
    return first
  })
  return {
    byte: Int32Array.from(places, ({ byte }) => byte),
    isWide: Uint8Array.from(places, ({ width }) => width - 1),
    bin: tree.bins,
    missing: Int32Array.from(places, ({ cells }) => cells - 1),
    isMissingLeft: tree.isMissingLeft,
    set,
    sets: Int32Array.from(sets),
    left: tree.left,
    right: tree.right,
  }
}

function bitsOf(tree: Tree, node: number, bins: ColumnBins): Int32Array {
  const words = new Int32Array(bins.size / 32 + 1)
  if (bins.kind === "number") return words
  const levels = new Set(tree.levels.subarray(tree.levelStarts[node], tree.levelEnds[node]))
  for (const [bin, level] of bins.kept.entries()) if (levels.has(level)) words[bin >> 5]! |= 1 << (bin & 31)
  return words
}

export function addTreeToScores(tree: Tree, binned: BinnedColumns, target: ScoreTarget): void {
  const { rows } = target
  const { size, count } = binned.blocks
  const add = treeAdder(tree, binned)
  const stretches =
    rows === undefined
      ? Array.from({ length: count }, (_, block) => wholeBlock(binned, block))
      : count === 1
        ? [{ begin: 0, end: rows.length, block: 0 }]
        : cutByBlock(rows, 0, rows.length, size)
  for (const stretch of stretches) add(stretch, target)
}

/** All rows of a block. */
export const wholeBlock = ({ blocks, rows }: BinnedColumns, block: number): BlockStretch => ({
  begin: block * blocks.size,
  end: Math.min(rows, (block + 1) * blocks.size),
  block,
})

/** What adds a tree's values to the scores of a stretch of the target's rows, or of all rows where it lists none. */
export function treeAdder(tree: Tree, binned: BinnedColumns): (stretch: BlockStretch, target: ScoreTarget) => void {
  const values = tree.leafValues
  const table = tree.leaves === 1 ? undefined : tableOf(tree, binned)
  return (stretch, { scores, stride, score, factor, rows }) => {
    const { begin, end } = stretch
    const leaves = new Int32Array(end - begin)
    if (table !== undefined) fillLeaves(table, { binned, stretch, rows }, leaves)
    for (let i = 0; i < leaves.length; i++)
      scores[(rows === undefined ? begin + i : rows[begin + i]!) * stride + score]! += values[leaves[i]!]! * factor
  }
}

interface Walked {
  readonly binned: BinnedColumns
  readonly stretch: BlockStretch
  readonly rows: Int32Array | undefined
}

/** The leaf of each row. hot */
function fillLeaves(table: NodeTable, { binned, stretch, rows }: Walked, leaves: Int32Array): void {
  const { byte, isWide, bin, missing, isMissingLeft, set, sets, left, right } = table
  const { stride } = binned.binning.layout
  const whole = wholeBlock(binned, stretch.block)
  const bytes = binned.memory.bytesAt(binned.blocks.load(stretch.block), (whole.end - whole.begin) * stride)
  const { begin } = stretch
  for (let i = 0; i < leaves.length; i++) {
    const first = ((rows === undefined ? begin + i : rows[begin + i]!) - whole.begin) * stride
    let node = 0
    do {
      const at = first + byte[node]!
      const value = isWide[node] === 0 ? bytes[at]! : bytes[at]! | (bytes[at + 1]! << 8)
      const words = set[node]!
      const isLeft =
        value === missing[node]
          ? isMissingLeft[node] === 1
          : words < 0
            ? value <= bin[node]!
            : (sets[words + (value >> 5)]! & (1 << (value & 31))) !== 0
      node = isLeft ? left[node]! : right[node]!
    } while (node >= 0)
    leaves[i] = -1 - node
  }
}
