// Columns → bins in rows, one after the other in the kernels' memory: a byte a column, two above 256 bins.
import { invariant } from "../../errors.ts"
import { TreeMemory } from "../wasm/tree-memory.ts"
import { CategoryBinFinder, categoryBinner, fillCategoryBins } from "./category-bins.ts"
import { columnBlocks, type ColumnBlocks } from "./column-blocks.ts"
import { isSplittable, type ColumnBins, type TreeColumn } from "./column.ts"
import { fillNumberBins, NumberBinFinder, numberBinner } from "./number-bins.ts"
import { residentRows, StoredRows, type BinStore, type RowBlocks } from "./row-blocks.ts"

export interface BinSettings {
  /** The most bins of values in a column; the missing have one more. */
  readonly max_bin: number
  /** Edges of numbers are found on so many rows. */
  readonly bin_construct_sample_cnt?: number
  readonly seed?: number
}

/** Where a column is in a row and in a histogram. Columns that cannot part the rows are in neither. */
export interface ColumnPlace {
  readonly column: number
  /** First byte in the row. */
  readonly byte: number
  readonly width: 1 | 2
  /** First cell in the histogram; the missing have the last one. */
  readonly cell: number
  /** Cells: bins of values and that of the missing. */
  readonly cells: number
}

export interface RowLayout {
  readonly places: readonly ColumnPlace[]
  /** Bytes a row. */
  readonly stride: number
  /** Cells of a histogram. */
  readonly cells: number
}

/** How columns are binned: can be kept and applied to other rows. */
export interface Binning {
  readonly columns: readonly ColumnBins[]
  readonly layout: RowLayout
}

/** Rows as bins. */
export interface BinnedColumns {
  readonly binning: Binning
  readonly rows: number
  readonly memory: TreeMemory
  readonly blocks: RowBlocks
}

const sampleSize = 200_000
const blockRows = 2_048

/** Finds bins on these rows, the training rows, and bins them. */
export function binColumns(
  columns: readonly TreeColumn[],
  settings: BinSettings,
  memory: TreeMemory = new TreeMemory(),
): BinnedColumns {
  const table = columnBlocks(columns)
  return binRows(findBins(table, settings), table, memory)
}

interface BinFinder {
  add(values: Float32Array | Int32Array): void
  finish(): ColumnBins
}

export function findBins(table: ColumnBlocks, settings: BinSettings): Binning {
  let finders: readonly BinFinder[] | undefined
  for (const columns of table.blocks()) {
    finders ??= columns.map((column) => binFinder(column, table.rows, settings))
    for (const [index, { values }] of columns.entries()) finders[index]!.add(values)
  }
  const bins = (finders ?? []).map((finder) => finder.finish())
  return { columns: bins, layout: layOut(bins) }
}

function binFinder({ kind, levels }: TreeColumn, rows: number, settings: BinSettings): BinFinder {
  const { max_bin: mostBins, bin_construct_sample_cnt: size = sampleSize, seed = 0 } = settings
  if (kind === "category") {
    const finder = new CategoryBinFinder(mostBins, levels)
    return { add: (values) => finder.add(levelsIn(values)), finish: () => finder.finish() }
  }
  const finder = new NumberBinFinder(rows, { mostBins, sampleSize: size, seed })
  return { add: (values) => finder.add(numbersIn(values)), finish: () => finder.finish() }
}

/** Wide columns come first, so that they lie at even bytes. */
function layOut(columns: readonly ColumnBins[]): RowLayout {
  const places: ColumnPlace[] = []
  let byte = 0
  let cell = 0
  for (const width of [2, 1] as const) {
    for (const [column, bins] of columns.entries()) {
      const cells = bins.size + 1
      if (!isSplittable(bins) || (cells > 256 ? 2 : 1) !== width) continue
      places.push({ column, byte, width, cell, cells })
      byte += width
      cell += cells
    }
  }
  const hasWide = places.some(({ width }) => width === 2)
  return { places, stride: Math.max(1, hasWide ? byte + (byte % 2) : byte), cells: cell }
}

/** Bins rows as others were binned before. */
export function binRows(binning: Binning, table: ColumnBlocks, memory: TreeMemory): BinnedColumns {
  const { rows } = table
  const { stride } = binning.layout
  const address = memory.allocate(rows * stride)
  const target = memory.bytesAt(address, rows * stride)
  const bin = rowBinner(binning, rows)
  let done = 0
  for (const columns of table.blocks()) done += bin(columns, target.subarray(done * stride))
  invariant(done === rows, "blocks of columns to bin have other rows than was said")
  return { binning, rows, memory, blocks: residentRows(address, rows) }
}

/** The same into a store, for rows that memory cannot hold. */
export function storeBins(binning: Binning, table: ColumnBlocks, store: BinStore): void {
  const { stride } = binning.layout
  const bin = rowBinner(binning, table.rows)
  let done = 0
  let block = new Uint8Array(0)
  for (const columns of table.blocks()) {
    const bytes = (columns[0]?.values.length ?? 0) * stride
    if (block.length < bytes) block = new Uint8Array(bytes)
    done += bin(columns, block)
    store.append(block.subarray(0, bytes))
  }
  invariant(done === table.rows, "blocks of columns to bin have other rows than was said")
}

export interface StorePlace {
  readonly memory: TreeMemory
  readonly store: BinStore
  /** How much is read at once. */
  readonly blockBytes?: number
}

/** Rows whose bins a store has. */
export function storedColumns(
  binning: Binning,
  rows: number,
  { memory, store, blockBytes }: StorePlace,
): BinnedColumns {
  const { stride } = binning.layout
  return { binning, rows, memory, blocks: new StoredRows(memory, store, { rows, stride, blockBytes }) }
}

/** Writes the bins of a block's rows to the target; gives how many rows they are. */
type RowBinner = (columns: readonly TreeColumn[], target: Uint8Array) => number

function rowBinner({ columns: bins, layout }: Binning, rows: number): RowBinner {
  const { stride, places } = layout
  const fillers = places.map((place) => filler(bins[place.column]!, rows))
  const block = new Uint16Array(blockRows)
  return (columns, target) => {
    const size = columns[0]?.values.length ?? 0
    invariant(
      columns.length === bins.length && columns.every(({ values }) => values.length === size),
      "columns to bin differ in length, or are not those that the bins were found on",
    )
    for (let begin = 0; begin < size; begin += blockRows) {
      const end = Math.min(size, begin + blockRows)
      for (const [index, place] of places.entries()) {
        fillers[index]!(columns[place.column]!, { begin, end, missing: place.cells - 1 }, block)
        writeBins(block, end - begin, target.subarray(begin * stride + place.byte), { stride, width: place.width })
      }
    }
    return size
  }
}

type Filler = (
  column: TreeColumn,
  range: { readonly begin: number; readonly end: number; readonly missing: number },
  target: Uint16Array,
) => void

function filler(bins: ColumnBins, rows: number): Filler {
  if (bins.kind === "number") {
    const binner = numberBinner(bins.edges, rows)
    return ({ values }, range, target) => fillNumberBins(binner, numbersIn(values), range, target)
  }
  const table = categoryBinner(bins)
  return ({ values }, range, target) => fillCategoryBins(table, levelsIn(values), range, target)
}

/** hot */
function writeBins(
  bins: Uint16Array,
  size: number,
  target: Uint8Array,
  { stride, width }: { readonly stride: number; readonly width: 1 | 2 },
): void {
  for (let i = 0, at = 0; i < size; i++, at += stride) {
    const bin = bins[i]!
    target[at] = bin
    if (width === 2) target[at + 1] = bin >> 8
  }
}

const numbersIn = (values: Float32Array | Int32Array): Float32Array =>
  values instanceof Float32Array ? values : Float32Array.from(values)
const levelsIn = (values: Float32Array | Int32Array): Int32Array =>
  values instanceof Int32Array ? values : Int32Array.from(values)
