// Kernels over ranges of rows, cut among threads where there are some and the range is long. Sums are of integers and lists keep
// their order, so that the number of threads changes nothing.
import { invariant } from "../../errors.ts"
import type { BinnedColumns } from "../bins/bin-columns.ts"
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
    const names = order === undefined ? this.#kernels.ofRange : this.#kernels.ofList
    if (order !== undefined && this.#isForOne(range)) {
      this.#clear(into)
      const rows = this.#binned.address
      for (const name of names) this.#kernels.run[name]!(range.begin, range.end, order, pairs, rows, into)
      return
    }
    const lists = order === undefined ? [pairs] : [order, pairs]
    const parts = this.#parts(range, 4)
    const targets = [into, ...this.#ownHistograms]
    for (const target of targets.slice(0, parts.length)) this.#clear(target)
    for (const name of names) {
      this.#run(
        name,
        parts.map(({ begin, end }, t) => [begin, end, ...lists, this.#binned.address, targets[t]!]),
      )
    }
    for (const own of this.#ownHistograms.slice(0, parts.length - 1)) this.#combine("addCells", into, own)
  }

  #clear(histogram: Address): void {
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
  partition(
    range: RowRange,
    lists: { readonly order: Address; readonly spare: Address },
    column: { readonly byte: number; readonly width: 1 | 2; readonly goesLeft: Address },
  ): number {
    const kind = column.width === 1 ? "Narrow" : "Wide"
    const bins = this.#binned.address + column.byte
    const stride = this.#binned.binning.layout.stride
    const { order, spare } = lists
    if (this.#isForOne(range)) {
      const first = order + 4 * range.begin
      const run = this.#kernels.run[column.width === 1 ? "partitionNarrow" : "partitionWide"]!
      return (run(first, order + 4 * range.end, spare, bins, stride, column.goesLeft) - first) / 4
    }
    const values = [bins, stride, column.goesLeft]
    const parts = this.#parts(range, 1)
    const middles = this.#run(
      `spread${kind}`,
      parts.map(({ begin, end }) => [order + 4 * begin, order + 4 * end, spare + 4 * begin, ...values]),
    )
    const lefts = parts.map(({ begin }, t) => (middles[t]! - spare) / 4 - begin)
    const leftRows = lefts.reduce((sum, rows) => sum + rows, 0)
    let left = range.begin
    let right = range.begin + leftRows
    const calls = parts.map(({ begin, end }, t) => {
      const call = [spare + 4 * begin, middles[t]!, spare + 4 * end, order + 4 * left, order + 4 * right]
      left += lefts[t]!
      right += end - begin - lefts[t]!
      return call
    })
    this.#run("gather", calls)
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
    const atOnce = this.#threads?.count ?? 1
    for (let first = 0; first < calls.length; first += atOnce) this.#run("sumRows", calls.slice(first, first + atOnce))
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
