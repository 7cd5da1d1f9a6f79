// Grows one tree: the leaf that gains most is split again and again; a child's histogram is built from its rows, its sibling's is what the parent's leaves.
import type { BinnedColumns, ColumnPlace } from "./bins/bin-columns.ts"
import { fillGoesLeft } from "./goes-left.ts"
import { histogramBytes, type KernelRunner, type RowLists } from "./kernels/kernel-runner.ts"
import { LeafBatch, type PartedLeaf } from "./leaf-batch.ts"
import { childrenOf, conditionOf, type Leaf } from "./leaf.ts"
import type { ColumnChoice } from "./splits/column-choice.ts"
import { findSplit } from "./splits/find-split.ts"
import { gainOf, leafValue } from "./splits/leaf-rule.ts"
import type { Split, SplitSearch } from "./splits/split.ts"
import { TreeBuilder } from "./tree.ts"
import type { BoosterSettings } from "./settings.ts"
import type { Address } from "./wasm/tree-memory.ts"

export interface GrowRequest {
  /** Rows in `order` that the tree is grown on. */
  readonly rows: number
  /** Whether they are all rows, in order: the first histogram is then read straight through. */
  readonly isWhole: boolean
  readonly gradientUnit: number
  readonly hessianUnit: number
  readonly choice: ColumnChoice
}

export interface GrownTree {
  readonly builder: TreeBuilder
  readonly leaves: readonly Leaf[]
}

/** What histograms may take together. */
const mostHistogramBytes = 2 ** 29

export class TreeGrower {
  /** The list of rows: leaf after leaf when a tree has grown. */
  readonly order: Address
  readonly pairs: Address
  readonly #runner: KernelRunner
  readonly #binned: BinnedColumns
  readonly #settings: BoosterSettings
  readonly #lists: RowLists
  readonly #goesLeft: Address
  readonly #histograms: Address
  readonly #histogramBytes: number
  readonly #slots: number
  /** Where rows are read block by block. */
  readonly #batch: LeafBatch | undefined
  /** Leaves that were parted and not split yet. */
  readonly #parted = new Map<Leaf, PartedLeaf>()
  #freeSlots: number[] = []
  #cells: Int32Array = new Int32Array(0)
  #table: Uint8Array = new Uint8Array(0)

  constructor(binned: BinnedColumns, settings: BoosterSettings, runner: KernelRunner) {
    const { memory, rows } = binned
    this.#binned = binned
    this.#settings = settings
    this.#runner = runner
    this.order = memory.allocate(rows * 4)
    this.#lists = { order: this.order, spare: memory.allocate(rows * 4) }
    this.pairs = memory.allocate(rows * 4)
    this.#goesLeft = memory.allocate(65_536)
    this.#histogramBytes = histogramBytes(binned)
    const leaves = Math.min(settings.num_leaves, rows)
    const most = Math.floor(mostHistogramBytes / Math.max(1, this.#histogramBytes))
    const isInBatches = binned.blocks.count > 1 && 2 * leaves <= most // a leaf and its child that was built have one each
    this.#slots = Math.max(3, isInBatches ? 2 * leaves : Math.min(leaves, most))
    this.#histograms = memory.allocate(this.#slots * this.#histogramBytes)
    if (isInBatches) this.#batch = new LeafBatch({ runner, binned, lists: this.#lists, pairs: this.pairs }, leaves)
  }

  grow(request: GrowRequest): GrownTree {
    this.#begin()
    const builder = new TreeBuilder()
    const leaves: Leaf[] = [this.#root(request)]
    while (leaves.length < this.#settings.num_leaves) {
      const leaf = this.#next(leaves)
      if (leaf?.split === undefined) break
      this.#split({ request, builder, leaves }, leaf, leaf.split)
    }
    return { builder, leaves }
  }

  #begin(): void {
    const { memory } = this.#binned
    this.#cells = memory.int32At(this.#histograms, (this.#slots * this.#histogramBytes) / 4)
    this.#table = memory.bytesAt(this.#goesLeft, 65_536)
    this.#parted.clear()
    this.#freeSlots = Array.from({ length: this.#slots }, (_, i) => this.#slots - 1 - i)
  }

  #slotAddress(slot: number): Address {
    return this.#histograms + slot * this.#histogramBytes
  }

  #root(request: GrowRequest): Leaf {
    const slot = this.#freeSlots.pop()!
    const order = request.isWhole ? undefined : this.order
    this.#runner.histogram({ begin: 0, end: request.rows }, order, this.pairs, this.#slotAddress(slot))
    const sums = this.#sumsOf(slot)
    const scaled = {
      gradient: sums.gradient * request.gradientUnit,
      hessian: sums.hessian * request.hessianUnit,
      rows: request.rows,
    }
    const bounds = { lower: -Infinity, upper: Infinity, output: 0 }
    const output = leafValue(this.#settings, scaled, bounds)
    const root: Leaf = {
      number: 0,
      begin: 0,
      end: request.rows,
      depth: 0,
      parent: -1,
      bounds: { ...bounds, output },
      parentOutput: 0,
      extraL2: 0,
      ...sums,
      path: [],
      slot,
      split: undefined,
    }
    this.#consider(request, root)
    return root
  }

  /** Sums of all rows: those of any one column. */
  #sumsOf(slot: number): { gradient: number; hessian: number } {
    const place = this.#binned.binning.layout.places[0]
    let gradient = 0
    let hessian = 0
    const first = (slot * this.#histogramBytes) / 4
    for (let cell = 0; cell < (place?.cells ?? 0); cell++) {
      hessian += this.#cells[first + 2 * (place!.cell + cell)]!
      gradient += this.#cells[first + 2 * (place!.cell + cell) + 1]!
    }
    return { gradient, hessian }
  }

  #next(leaves: readonly Leaf[]): Leaf | undefined {
    let best: Leaf | undefined
    for (const leaf of leaves)
      if (leaf.split !== undefined && (best === undefined || this.#byUrgency(leaf, best) < 0)) best = leaf
    return best
  }

  /** Negative where `a` is split before `b`. */
  #byUrgency(a: Leaf, b: Leaf): number {
    const byDepth = this.#settings.grow_policy === "depth_wise" ? a.depth - b.depth : 0
    return byDepth === 0 ? b.split!.gain - a.split!.gain : byDepth
  }

  #mayBeSplit({ begin, end, depth, hessian }: Leaf): boolean {
    const { max_depth: mostDepth, min_data_in_leaf: leastRows } = this.#settings
    return (mostDepth <= 0 || depth < mostDepth) && end - begin >= Math.max(2, 2 * leastRows) && hessian >= 2
  }

  /** Finds the leaf's best split; without one it needs its histogram no more. */
  #consider(request: GrowRequest, leaf: Leaf): void {
    if (this.#mayBeSplit(leaf)) {
      const search = this.#searchOf(request, leaf)
      leaf.split = findSplit(search, request.choice.columnsFor(leaf))
    }
    if (leaf.split === undefined) this.#release(leaf)
  }

  #release(leaf: Leaf): void {
    if (leaf.slot >= 0) this.#freeSlots.push(leaf.slot)
    leaf.slot = -1
    const parted = this.#parted.get(leaf)
    if (parted !== undefined) this.#freeSlots.push(parted.slot)
    this.#parted.delete(leaf)
  }

  #searchOf(request: GrowRequest, leaf: Leaf): SplitSearch {
    const settings = this.#settings
    const { gradientUnit, hessianUnit, choice } = request
    const { gradient, hessian, bounds, depth, extraL2 } = leaf
    const rows = leaf.end - leaf.begin
    const byRows = Math.ceil((settings.min_data_in_leaf * hessian) / rows - 1e-9)
    const byHessian = Math.ceil(settings.min_sum_hessian_in_leaf / hessianUnit)
    const sums = { gradient: gradient * gradientUnit, hessian: hessian * hessianUnit, rows }
    const cost = settings.cegb_tradeoff * settings.cegb_penalty_split * rows
    return {
      cells: this.#cells,
      base: (leaf.slot * this.#histogramBytes) / 8,
      gradient,
      hessian,
      gradientUnit,
      hessianUnit,
      rows,
      depth,
      least: Math.max(1, byRows, byHessian),
      settings,
      bounds,
      passing: gainOf(settings, sums, bounds.output, extraL2) + settings.min_gain_to_split + cost,
      draw: choice.thresholdDraw(leaf),
    }
  }

  #split(growth: Growth, leaf: Leaf, split: Split): void {
    const { request, builder, leaves } = growth
    const { place } = split
    const bins = this.#binned.binning.columns[place.column]!
    const leftRows = this.#part(leaves, leaf, split)
    const node = builder.split(
      { number: leaf.number, parent: leaf.parent, rows: leaf.end - leaf.begin, output: leaf.bounds.output },
      { column: place.column, gain: split.gain + this.#settings.min_gain_to_split, isMissingLeft: split.isMissingLeft },
      conditionOf(bins, split),
    )
    const [left, right] = childrenOf({ leaf, split, node, middle: leaf.begin + leftRows }, this.#monotone(place))
    leaves[leaf.number] = left
    leaves.push(right)
    const isLast = leaves.length >= this.#settings.num_leaves
    if (isLast || !(this.#mayBeSplit(left) || this.#mayBeSplit(right))) return this.#release(leaf)
    this.#buildHistograms(leaf, left, right, leaves)
    this.#consider(request, left)
    this.#consider(request, right)
  }

  #monotone(place: ColumnPlace): number {
    return this.#settings.monotone_constraints[place.column] ?? 0
  }

  /** Gives how many rows go left. */
  #part(leaves: readonly Leaf[], leaf: Leaf, split: Split): number {
    if (this.#batch === undefined) {
      fillGoesLeft(this.#table, split)
      const column = { byte: split.place.byte, width: split.place.width, goesLeft: this.#goesLeft }
      return this.#runner.partition(leaf, this.#lists, column)
    }
    if (!this.#parted.has(leaf)) this.#partMany(this.#batch, leaves)
    return this.#runner.gather(leaf, this.#lists, this.#parted.get(leaf)!.parts)
  }

  /** Parts all leaves that may be among the next to be split. */
  #partMany(batch: LeafBatch, leaves: readonly Leaf[]): void {
    const most = Math.min(batch.most, this.#settings.num_leaves - leaves.length)
    const next = leaves
      .filter((leaf) => leaf.split !== undefined && !this.#parted.has(leaf))
      .sort((a, b) => this.#byUrgency(a, b))
      .slice(0, most)
    const tasks = next.map((leaf) => {
      const slot = this.#freeSlots.pop()!
      return { leaf, split: leaf.split!, slot, histogram: this.#slotAddress(slot) }
    })
    for (const [i, parted] of batch.part(tasks).entries()) this.#parted.set(next[i]!, parted)
  }

  #buildHistograms(parent: Leaf, left: Leaf, right: Leaf, leaves: readonly Leaf[]): void {
    const parted = this.#parted.get(parent)
    const isLeft = parted?.isLeftBuilt ?? left.end - left.begin <= right.end - right.begin
    const [built, other] = isLeft ? [left, right] : [right, left]
    other.slot = parent.slot
    built.slot = parted?.slot ?? this.#takeSlot(leaves, other)
    this.#parted.delete(parent)
    const address = this.#slotAddress(built.slot)
    if (parted === undefined) this.#runner.histogram(built, this.order, this.pairs, address)
    this.#runner.subtract(this.#slotAddress(other.slot), address)
  }

  /** A free histogram; where there is none, that of the leaf that gains least, which is then not split. */
  #takeSlot(leaves: readonly Leaf[], kept: Leaf): number {
    const free = this.#freeSlots.pop()
    if (free !== undefined) return free
    let least: Leaf | undefined
    for (const leaf of leaves) {
      if (leaf === kept || leaf.split === undefined) continue
      if (least?.split === undefined || leaf.split.gain < least.split.gain) least = leaf
    }
    least!.split = undefined
    this.#release(least!)
    return this.#freeSlots.pop()!
  }
}

interface Growth {
  readonly request: GrowRequest
  readonly builder: TreeBuilder
  readonly leaves: Leaf[]
}
