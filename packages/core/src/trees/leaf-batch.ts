// Parts several leaves in one pass over blocks of rows, with the histogram of one child of each: what is read once serves all
// leaves that may be split next. Those that are not split after all leave no trace: rows are parted into the spare list.
import type { BinnedColumns } from "./bins/bin-columns.ts"
import type { BlockStretch } from "./bins/row-blocks.ts"
import { fillGoesLeft } from "./goes-left.ts"
import type { KernelRunner, RowLists, SpreadPart } from "./kernels/kernel-runner.ts"
import type { Leaf } from "./leaf.ts"
import type { Split } from "./splits/split.ts"
import type { Address } from "./wasm/tree-memory.ts"

export interface PartedLeaf {
  readonly parts: readonly SpreadPart[]
  /** The child whose histogram was built: the one that was expected to have fewer rows. */
  readonly isLeftBuilt: boolean
  /** Number of that histogram. */
  readonly slot: number
}

export interface LeafToPart {
  readonly leaf: Leaf
  readonly split: Split
  readonly slot: number
  readonly histogram: Address
}

/** What tables of bins may take together. */
const mostTableBytes = 2 ** 24

interface BatchParts {
  readonly runner: KernelRunner
  readonly binned: BinnedColumns
  readonly lists: RowLists
  readonly pairs: Address
}

interface Work {
  readonly task: LeafToPart
  readonly stretch: BlockStretch
  readonly parts: SpreadPart[]
  readonly goesLeft: Address
}

export class LeafBatch {
  /** How many leaves one pass can part. */
  readonly most: number
  readonly #parts: BatchParts
  readonly #tables: Address
  readonly #tableBytes: number

  constructor(parts: BatchParts, leaves: number) {
    const { binned } = parts
    this.#parts = parts
    this.#tableBytes = binned.binning.layout.places.reduce((most, { cells }) => Math.max(most, cells), 1)
    this.most = Math.max(1, Math.min(leaves, Math.floor(mostTableBytes / this.#tableBytes)))
    this.#tables = binned.memory.allocate(this.most * this.#tableBytes)
  }

  part(tasks: readonly LeafToPart[]): readonly PartedLeaf[] {
    const { runner, lists, pairs } = this.#parts
    const partsOf = tasks.map((): SpreadPart[] => [])
    for (const { task, stretch, parts, goesLeft } of this.#inBlocks(tasks, partsOf)) {
      const { byte, width } = task.split.place
      for (const part of runner.spread(stretch, lists, { byte, width, goesLeft })) {
        parts.push(part)
        const { begin, middle, end } = part
        const side = isLeftSmaller(task) ? { begin, end: middle } : { begin: middle, end }
        if (side.begin < side.end)
          runner.addHistogram({ ...side, block: stretch.block }, lists.spare, pairs, task.histogram)
      }
    }
    return tasks.map((task, i) => ({ parts: partsOf[i]!, isLeftBuilt: isLeftSmaller(task), slot: task.slot }))
  }

  /** All stretches of all leaves, block after block. */
  #inBlocks(tasks: readonly LeafToPart[], parts: readonly SpreadPart[][]): readonly Work[] {
    const { runner, binned, lists } = this.#parts
    const work = tasks.flatMap((task, i) => {
      const goesLeft = this.#tables + i * this.#tableBytes
      fillGoesLeft(binned.memory.bytesAt(goesLeft, this.#tableBytes), task.split)
      runner.clear(task.histogram)
      return runner.stretches(task.leaf, lists.order).map((stretch) => ({ task, stretch, parts: parts[i]!, goesLeft }))
    })
    return work.sort((a, b) => a.stretch.block - b.stretch.block)
  }
}

const isLeftSmaller = ({ leaf, split }: LeafToPart): boolean => 2 * split.leftHessian <= leaf.hessian
