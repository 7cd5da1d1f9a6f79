// Columns → bins in rows, one after the other in the kernels' memory: a byte a column, two above 256 bins.
import { invariant } from "../../errors.ts"
import { TreeMemory, type Address } from "../wasm/tree-memory.ts"
import { categoryBinner, fillCategoryBins, findCategoryBins } from "./category-bins.ts"
import { isSplittable, type ColumnBins, type TreeColumn } from "./column.ts"
import { fillNumberBins, findNumberBins, numberBinner } from "./number-bins.ts"

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
  readonly address: Address
}

const sampleSize = 200_000
const blockRows = 2_048

/** Finds bins on these rows, the training rows, and bins them. */
export function binColumns(
  columns: readonly TreeColumn[],
  settings: BinSettings,
  memory: TreeMemory = new TreeMemory(),
): BinnedColumns {
  return binRows(findBins(columns, settings), columns, memory)
}

export function findBins(columns: readonly TreeColumn[], settings: BinSettings): Binning {
  const mostBins = settings.max_bin
  const size = settings.bin_construct_sample_cnt ?? sampleSize
  const bins = columns.map(({ kind, values, levels }): ColumnBins => {
    if (kind === "category") return findCategoryBins(levelsIn(values), mostBins, levels)
    return findNumberBins(numbersIn(values), { mostBins, sampleSize: size, seed: settings.seed ?? 0 })
  })
  return { columns: bins, layout: layOut(bins) }
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
export function binRows(binning: Binning, columns: readonly TreeColumn[], memory: TreeMemory): BinnedColumns {
  const rows = columns[0]?.values.length ?? 0
  invariant(
    columns.length === binning.columns.length && columns.every(({ values }) => values.length === rows),
    "columns to bin differ in length, or are not those that the bins were found on",
  )
  const { stride, places } = binning.layout
  const address = memory.allocate(rows * stride)
  const target = memory.bytesAt(address, rows * stride)
  const fillers = places.map((place) => filler(columns[place.column]!, binning.columns[place.column]!))
  const block = new Uint16Array(blockRows)
  for (let begin = 0; begin < rows; begin += blockRows) {
    const end = Math.min(rows, begin + blockRows)
    for (const [index, place] of places.entries()) {
      fillers[index]!({ begin, end, missing: place.cells - 1 }, block)
      writeBins(block, end - begin, target.subarray(begin * stride + place.byte), { stride, width: place.width })
    }
  }
  return { binning, rows, memory, address }
}

type Filler = (range: { begin: number; end: number; missing: number }, target: Uint16Array) => void

function filler({ values }: TreeColumn, bins: ColumnBins): Filler {
  if (bins.kind === "number") {
    const binner = numberBinner(bins.edges, values.length)
    const numbers = numbersIn(values)
    return (range, target) => fillNumberBins(binner, numbers, range, target)
  }
  const table = categoryBinner(bins)
  const levels = levelsIn(values)
  return (range, target) => fillCategoryBins(table, levels, range, target)
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
