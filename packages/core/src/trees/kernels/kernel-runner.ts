// Kernels over ranges of rows, cut among threads where there are some and the range is long. Sums are of integers and lists keep
// their order, so that the number of threads changes nothing.
import { invariant } from "../../errors.ts"
import type { BinnedColumns } from "../bins/bin-columns.ts"
import { cutByBlock, type BlockStretch } from "../bins/row-blocks.ts"
import type { Address, TreeMemory } from "../wasm/tree-memory.ts"
import type { WasmMemory, WasmModule } from "../wasm/web-assembly.ts"
import { makeKernels, type Kernels } from "./kernels.ts"

/** Threads that run kernels over shared memory, this thread among them. */
export interface TreeThreads {
  readonly count: number
  /** Gives the other threads a module and its memory; what comes back runs its kernels. */
  start(module: WasmModule, memory: WasmMemory): RunKernel
}

/** Runs a kernel once a thread, each with its own values, the first by `here`; gives what each returned. */
export type RunKernel = (kernel: string, calls: readonly (readonly number[])[], here: () => number) => readonly number[]

/** Shorter ranges are quicker in one thread. */
const fewRows = 8_192
/** Rows that a column's values are taken of at a time, for sums that do not depend on the number of threads. */
const chunkRows = 65_536

export interface GradientSums {
  readonly gradient: number
  readonly hessian: number
}

/** A stretch of a list of rows. */
export interface RowRange {
  readonly begin: number
  readonly end: number
}

/** The list of rows, and one to part it in. */
export interface RowLists {
  readonly order: Address
  readonly spare: Address
}

/** The column that rows are parted by, and a table of bytes 0 and 1 by its bins. */
export interface PartedColumn {
  readonly byte: number
  readonly width: 1 | 2
  readonly goesLeft: Address
}

/** A stretch of the spare list that holds parted rows: the left ones up to the middle. */
export interface SpreadPart extends RowRange {
  readonly middle: number
}

export class KernelRunner {
  readonly memory: TreeMemory
  readonly #kernels: Kernels
  readonly #threads: TreeThreads | undefined
  readonly #runInThreads: RunKernel | undefined
  readonly #binned: BinnedColumns
  readonly #histogramBytes: number
  /** A histogram for each further thread. */
  readonly #ownHistograms: readonly Address[]
  readonly #sums: Address
  #sumView: Float64Array = new Float64Array(0)

  constructor(binned: BinnedColumns, threads?: TreeThreads) {
    this.#binned = binned
    this.memory = binned.memory
    this.#threads = threads !== undefined && threads.count > 1 ? threads : undefined
    invariant(this.#threads === undefined || this.memory.isShared, "threads were given a table that only one can read")
    this.#kernels = makeKernels(binned.binning.layout, this.memory)
    this.#histogramBytes = histogramBytes(binned)
    const others = (this.#threads?.count ?? 1) - 1
    this.#ownHistograms = Array.from({ length: others }, () => this.memory.allocate(this.#histogramBytes))
    this.#sums = this.memory.allocate(16 * (1 + Math.ceil(binned.rows / chunkRows)))
    this.#runInThreads = this.#threads?.start(this.#kernels.module, this.memory.memory)
  }

  /** The histogram of a stretch of `order`; of the rows themselves where there is no order. */
  histogram(range: RowRange, order: Address | undefined, pairs: Address, into: Address): void {
    this.clear(into)
    for (const stretch of this.stretches(range, order)) this.addHistogram(stretch, order, pairs, into)
  }

  /** A stretch of a list of rows by the blocks that hold them. */
  stretches(range: RowRange, order: Address | undefined): readonly BlockStretch[] {
    const { blocks, rows } = this.#binned
    if (blocks.count === 1) return [{ ...range, block: 0 }]
    if (order !== undefined) return cutByBlock(this.memory.int32At(order, rows), range.begin, range.end, blocks.size)
    const first = Math.floor(range.begin / blocks.size)
    return Array.from({ length: Math.ceil(range.end / blocks.size) - first }, (_, i) => ({
      begin: Math.max(range.begin, (first + i) * blocks.size),
      end: Math.min(range.end, (first + i + 1) * blocks.size),
      block: first + i,
    }))
  }

  /** Where the first of all rows would be if all lay beside those of the block; addresses wrap around. */
  #rowsBeside(block: number): Address {
    const { blocks, binning } = this.#binned
    return blocks.load(block) - block * blocks.size * binning.layout.stride
  }

  /** Adds rows of one block. */
  addHistogram(stretch: BlockStretch, order: Address | undefined, pairs: Address, into: Address): void {
    const names = order === undefined ? this.#kernels.ofRange : this.#kernels.ofList
    const rows = this.#rowsBeside(stretch.block)
    if (order !== undefined && this.#isForOne(stretch)) {
      for (const name of names) this.#kernels.run[name]!(stretch.begin, stretch.end, order, pairs, rows, into)
      return
    }
    const lists = order === undefined ? [pairs] : [order, pairs]
    const parts = this.#parts(stretch, 4)
    const targets = [into, ...this.#ownHistograms]
    for (const target of targets.slice(1, parts.length)) this.clear(target)
    for (const name of names) {
      this.#run(
        name,
        parts.map(({ begin, end }, t) => [begin, end, ...lists, rows, targets[t]!]),
      )
    }
    for (const own of this.#ownHistograms.slice(0, parts.length - 1)) this.#combine("addCells", into, own)
  }

  clear(histogram: Address): void {
    this.#kernels.run["clearCells"]!(histogram, this.#histogramBytes)
  }

  #combine(kernel: "addCells" | "subtractCells", cells: Address, others: Address): void {
    this.#kernels.run[kernel]!(cells, cells + this.#histogramBytes, others)
  }

  /** The parent's histogram becomes that of the other child. */
  subtract(parent: Address, child: Address): void {
    this.#combine("subtractCells", parent, child)
  }

  /** Rows that go left come first; gives how many they are. */
  partition(range: RowRange, lists: RowLists, column: PartedColumn): number {
    const { order, spare } = lists
    const stretches = this.stretches(range, order)
    if (stretches.length === 1 && this.#isForOne(range)) {
      const first = order + 4 * range.begin
      const run = this.#kernels.run[column.width === 1 ? "partitionNarrow" : "partitionWide"]!
      const bins = this.#rowsBeside(stretches[0]!.block) + column.byte
      const { stride } = this.#binned.binning.layout
      return (run(first, order + 4 * range.end, spare, bins, stride, column.goesLeft) - first) / 4
    }
    return this.gather(
      range,
      lists,
      stretches.flatMap((stretch) => this.spread(stretch, lists, column)),
    )
  }

  /** Parts rows of one block into the spare list: left rows first, then the right ones, from the last to the first. */
  spread(stretch: BlockStretch, { order, spare }: RowLists, column: PartedColumn): readonly SpreadPart[] {
    const { byte, width, goesLeft } = column
    const values = [this.#rowsBeside(stretch.block) + byte, this.#binned.binning.layout.stride, goesLeft]
    const parts = this.#parts(stretch, 1)
    const middles = this.#run(
      `spread${width === 1 ? "Narrow" : "Wide"}`,
      parts.map(({ begin, end }) => [order + 4 * begin, order + 4 * end, spare + 4 * begin, ...values]),
    )
    return parts.map(({ begin, end }, t) => ({ begin, end, middle: (middles[t]! - spare) / 4 }))
  }

  /** Brings the parts of a stretch back, in order; gives how many rows went left. */
  gather(range: RowRange, { order, spare }: RowLists, parts: readonly SpreadPart[]): number {
    const leftRows = parts.reduce((sum, { begin, middle }) => sum + middle - begin, 0)
    let left = range.begin
    let right = range.begin + leftRows
    const calls = parts.map(({ begin, end, middle }) => {
      const call = [spare + 4 * begin, spare + 4 * middle, spare + 4 * end, order + 4 * left, order + 4 * right]
      left += middle - begin
      right += end - middle
      return call
    })
    this.#runAll("gather", calls)
    return leftRows
  }

  /** The largest absolute value of a list of float32. */
  largest(rows: number, values: Address): number {
    const found = this.#run(
      "largest",
      this.#parts({ begin: 0, end: rows }, 4).map(({ begin, end }) => [begin, end, values]),
    )
    return Math.max(...found)
  }

  quantise(
    rows: number,
    lists: { readonly gradients: Address; readonly hessians: Address; readonly pairs: Address },
    scales: { readonly gradient: number; readonly hessian: number; readonly key: number },
  ): void {
    const { gradients, hessians, pairs } = lists
    this.#run(
      "quantise",
      this.#parts({ begin: 0, end: rows }, 4).map(({ begin, end }) => [
        begin,
        end,
        gradients,
        hessians,
        pairs,
        scales.gradient,
        scales.hessian,
        scales.key,
      ]),
    )
  }

  /** Sums of gradients and hessians of a stretch of `order`: chunk by chunk, each by one thread, then in order. */
  sum({ begin, end }: RowRange, order: Address, gradients: Address, hessians: Address): GradientSums {
    if (end - begin <= chunkRows) {
      this.#kernels.run["sumRows"]!(order + 4 * begin, order + 4 * end, gradients, hessians, this.#sums)
      const [gradient = 0, hessian = 0] = this.#sumsOf(2)
      return { gradient, hessian }
    }
    const calls: (readonly number[])[] = []
    for (let at = begin; at < end; at += chunkRows) {
      const result = this.#sums + 16 * calls.length
      calls.push([order + 4 * at, order + 4 * Math.min(end, at + chunkRows), gradients, hessians, result])
    }
    this.#runAll("sumRows", calls)
    const sums = this.#sumsOf(2 * calls.length)
    let gradient = 0
    let hessian = 0
    for (let i = 0; i < sums.length; i += 2) {
      gradient += sums[i]!
      hessian += sums[i + 1]!
    }
    return { gradient, hessian }
  }

  /** The first sums that kernels wrote. */
  #sumsOf(size: number): Float64Array {
    if (this.#sumView.buffer !== this.memory.memory.buffer || this.#sumView.length !== size)
      this.#sumView = this.memory.float64At(this.#sums, size)
    return this.#sumView
  }

  /** Adds a value to the scores of a stretch of `order`. */
  addToScores(range: RowRange, order: Address, scores: Address, { stride, value }: ScoreStep): void {
    if (this.#isForOne(range)) {
      this.#kernels.run["addToScores"]!(order + 4 * range.begin, order + 4 * range.end, scores, stride, value)
      return
    }
    this.#run(
      "addToScores",
      this.#parts(range, 1).map(({ begin, end }) => [order + 4 * begin, order + 4 * end, scores, stride, value]),
    )
  }

  #run(kernel: string, calls: readonly (readonly number[])[]): readonly number[] {
    const run = this.#kernels.run[kernel]!
    const here = (): number => run(...calls[0]!)
    return calls.length === 1 ? [here()] : this.#runInThreads!(kernel, calls, here)
  }

  #runAll(kernel: string, calls: readonly (readonly number[])[]): void {
    const atOnce = this.#threads?.count ?? 1
    for (let first = 0; first < calls.length; first += atOnce) this.#run(kernel, calls.slice(first, first + atOnce))
  }

  #isForOne({ begin, end }: RowRange): boolean {
    return this.#threads === undefined || end - begin < fewRows
  }

  /** A range in as many parts as there are threads, where it is long; they begin at multiples of `unit` after its begin. */
  #parts({ begin, end }: RowRange, unit: number): readonly RowRange[] {
    const rows = end - begin
    const count = this.#isForOne({ begin, end }) ? 1 : this.#threads!.count
    const share = Math.ceil(rows / count / unit) * unit
    return Array.from({ length: count }, (_, t) => ({
      begin: Math.min(end, begin + t * share),
      end: Math.min(end, begin + (t + 1) * share),
    }))
  }
}

export interface ScoreStep {
  /** Bytes from one row's score to the next one's. */
  readonly stride: number
  readonly value: number
}

/** Bytes of a histogram: whole vectors. */
export const histogramBytes = (binned: BinnedColumns): number => Math.ceil(binned.binning.layout.cells / 2) * 16
