// Rows of bins as kernels reach them: all in their memory, or block by block in a buffer there.
import type { Address, TreeMemory } from "../wasm/tree-memory.ts"

export interface RowBlocks {
  /** Rows of a block; the last one may have fewer. */
  readonly size: number
  readonly count: number
  /** Brings a block into the kernels' memory, in the place of the last one; gives where its first row is. */
  load(block: number): Address
}

/** Where bins are kept that are too many for the kernels' memory, such as a file. */
export interface BinStore {
  append(bytes: Uint8Array): void
  /** Fills the target with what was appended from `position` on. */
  read(position: number, target: Uint8Array): void
}

export const residentRows = (address: Address, rows: number): RowBlocks => ({
  size: Math.max(1, rows),
  count: 1,
  load: () => address,
})

/** So many that to begin reading takes no time beside reading, and few beside what rows take elsewhere. */
const usualBlockBytes = 2 ** 23

interface StoredTable {
  readonly rows: number
  readonly stride: number
  readonly blockBytes?: number | undefined
}

/** Rows that a store holds, one after the other. */
export class StoredRows implements RowBlocks {
  readonly size: number
  readonly count: number
  readonly #memory: TreeMemory
  readonly #store: BinStore
  readonly #buffer: Address
  readonly #bytes: number
  readonly #stride: number
  #loaded = -1

  constructor(memory: TreeMemory, store: BinStore, table: StoredTable) {
    const { rows, stride, blockBytes = usualBlockBytes } = table
    this.#memory = memory
    this.#store = store
    this.#stride = stride
    this.#bytes = rows * stride
    this.size = Math.max(1, Math.min(rows, Math.floor(blockBytes / stride)))
    this.count = Math.max(1, Math.ceil(rows / this.size))
    this.#buffer = memory.allocate(this.size * stride)
  }

  load(block: number): Address {
    if (block === this.#loaded) return this.#buffer
    const position = block * this.size * this.#stride
    const bytes = Math.min(this.size * this.#stride, this.#bytes - position)
    this.#loaded = -1 // until it has been read
    this.#store.read(position, this.#memory.bytesAt(this.#buffer, bytes))
    this.#loaded = block
    return this.#buffer
  }
}

/** A stretch of a list of rows that lie in one block. */
export interface BlockStretch {
  readonly begin: number
  readonly end: number
  readonly block: number
}

/** Cuts a stretch of a list of rows, in ascending order, where it passes from block to block. */
export function cutByBlock(order: Int32Array, begin: number, end: number, size: number): readonly BlockStretch[] {
  const stretches: BlockStretch[] = []
  for (let at = begin; at < end;) {
    const block = Math.floor(order[at]! / size)
    const next = firstFrom(order, { begin: at, end }, (block + 1) * size)
    stretches.push({ begin: at, end: next, block })
    at = next
  }
  return stretches
}

/** The place of the first row that is not below `row`. */
function firstFrom(order: Int32Array, { begin, end }: Pick<BlockStretch, "begin" | "end">, row: number): number {
  let low = begin
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if (order[middle]! < row) low = middle + 1
    else high = middle
  }
  return low
}
