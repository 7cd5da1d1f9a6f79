// Boosting: round after round, gradients of the loss at the present scores, and a tree for each score that follows them down.
import type { RowGroups } from "../row-groups.ts"
import { randomKey } from "../random.ts"
import { addTreeToScores } from "./binned-scores.ts"
import { binRows, type BinnedColumns } from "./bins/bin-columns.ts"
import { columnBlocks } from "./bins/column-blocks.ts"
import type { TreeColumn } from "./bins/column.ts"
import { droppedTrees, type DroppedTrees } from "./dart.ts"
import { TreeGrower, type GrownTree } from "./grow-tree.ts"
import { KernelRunner, type TreeThreads } from "./kernels/kernel-runner.ts"
import type { Leaf } from "./leaf.ts"
import { checkTargets } from "./objectives/check-targets.ts"
import type { ObjectiveData, TreeObjective } from "./objectives/objective.ts"
import { fillWhole, sampleRows } from "./row-sample.ts"
import type { BoosterSettings } from "./settings.ts"
import { columnChoice, searchedColumns } from "./splits/column-choice.ts"
import type { SearchedColumn } from "./splits/find-split.ts"
import { leafValue } from "./splits/leaf-rule.ts"
import type { Tree } from "./tree.ts"
import type { TreeModel } from "./tree-model.ts"
import { average, ValidationScores } from "./validation-scores.ts"
import type { Address } from "./wasm/tree-memory.ts"

export interface BoosterOptions {
  readonly columns: BinnedColumns
  /** Numbers, 0 and 1, class ids or relevance, by row. */
  readonly targets: Float32Array | Int32Array
  readonly weights?: Float32Array | undefined
  /** For ranking. */
  readonly groups?: RowGroups | undefined
  /** Of a category. */
  readonly classes?: number
  readonly objective: TreeObjective
  readonly settings: BoosterSettings
  readonly threads?: TreeThreads | undefined
  /** What `state()` of an interrupted booster over the same rows gave. */
  readonly state?: BoosterState | undefined
}

/** Everything that the next rounds depend on, beside rows and settings. */
export interface BoosterState {
  readonly trees: readonly Tree[]
  readonly scores: Float64Array
  /** Of the validation rows, in the order in which they were added. */
  readonly validations: readonly Float64Array[]
}

/** Rows that are not trained on, with their scores kept up to date. */
export interface Validation {
  /** [rows × scores] */
  readonly scores: Float64Array
}

export interface Booster {
  /** Adds one tree a score. */
  round(): void
  readonly rounds: number
  /** Of the training rows: [rows × scores]. */
  readonly scores: Float64Array
  readonly model: TreeModel
  state(): BoosterState
  /** Rows that were binned as the training rows are, or columns to bin so. */
  addValidation(rows: BinnedColumns | readonly TreeColumn[]): Validation
}

interface Addresses {
  readonly gradients: readonly Address[]
  readonly hessians: readonly Address[]
  readonly scores: Address
}

/** The most that a gradient becomes as an integer: sums over all rows stay within 31 bits. */
const levelsFor = (rows: number): number => Math.max(1, Math.min(32_767, Math.floor((2 ** 31 - 1) / Math.max(1, rows))))

export const createBooster = (options: BoosterOptions): Booster => new TreeBooster(options)

class TreeBooster implements Booster {
  readonly #options: BoosterOptions
  readonly #data: ObjectiveData
  readonly #width: number
  readonly #initial: Float64Array
  readonly #runner: KernelRunner
  readonly #grower: TreeGrower
  readonly #at: Addresses
  readonly #columns: readonly SearchedColumn[]
  readonly #validations: ValidationScores[] = []
  readonly #trees: Tree[]
  /** The rows of this round, where each of its trees needs them afresh. */
  #drawn: Int32Array | undefined

  constructor(options: BoosterOptions) {
    const { columns, targets, weights, groups, classes = 2, objective, settings, state } = options
    this.#options = options
    this.#data = { rows: columns.rows, targets, weights, groups, classes, settings }
    checkTargets(this.#data, objective)
    this.#width = objective.scores(classes)
    this.#initial = objective.initial(this.#data)
    this.#runner = new KernelRunner(columns, options.threads)
    this.#grower = new TreeGrower(columns, settings, this.#runner)
    this.#at = allocate(columns, this.#width)
    const { layout, columns: bins } = columns.binning
    this.#columns = searchedColumns(layout.places, bins, settings)
    this.#trees = [...(state?.trees ?? [])]
    const { memory, rows } = columns
    if (this.#hasUnitHessian) for (const at of this.#at.hessians) memory.float32At(at, rows).fill(1)
    this.scores.set(state?.scores ?? repeated(this.#initial, rows))
  }

  get #hasUnitHessian(): boolean {
    return this.#options.objective.hasConstantHessian && this.#data.weights === undefined
  }

  get #isForest(): boolean {
    return this.#options.settings.boosting_type === "rf"
  }

  get rounds(): number {
    return this.#trees.length / this.#width
  }

  get scores(): Float64Array {
    return this.#options.columns.memory.float64At(this.#at.scores, this.#data.rows * this.#width)
  }

  get model(): TreeModel {
    const columns = this.#options.columns.binning.columns.map((bins) =>
      bins.kind === "number" ? { kind: bins.kind } : { kind: bins.kind, kept: bins.kept },
    )
    return {
      objective: this.#options.objective.type,
      scores: this.#width,
      initial: this.#initial,
      columns,
      trees: [...this.#trees],
      isAveraged: this.#isForest,
    }
  }

  state(): BoosterState {
    return {
      trees: [...this.#trees],
      scores: this.scores.slice(),
      validations: this.#validations.map(({ scores }) => scores.slice()),
    }
  }

  addValidation(rows: BinnedColumns | readonly TreeColumn[]): Validation {
    const { binning, memory } = this.#options.columns
    const binned = "binning" in rows ? rows : binRows(binning, columnBlocks(rows), memory)
    const saved = this.#options.state?.validations[this.#validations.length]
    const scores = saved?.slice() ?? repeated(this.#initial, binned.rows)
    const validation = new ValidationScores(binned, this.#initial, scores)
    if (saved === undefined) {
      const factor = this.#isForest ? 1 / Math.max(1, this.rounds) : 1
      for (const [index, tree] of this.#trees.entries()) validation.add({ tree, score: index % this.#width, factor })
    }
    this.#validations.push(validation)
    return validation
  }

  round(): void {
    const { settings } = this.#options
    const round = this.rounds
    const dropped = settings.boosting_type === "dart" ? droppedTrees(this.#trees, settings, this.#width) : undefined
    if (dropped !== undefined) this.#addDropped(dropped, -1)
    this.#fillGradients()
    const chosen = this.#sample(round)
    if (this.#isForest) this.#averageBefore(round)
    for (let score = 0; score < this.#width; score++) {
      const rate = dropped?.rate ?? (this.#isForest ? 1 : settings.learning_rate)
      this.#growTree({ score, chosen, rate, factor: this.#isForest ? 1 / (round + 1) : 1 }, round)
      if (score + 1 < this.#width) this.#restoreOrder(chosen)
    }
    if (dropped !== undefined) this.#scaleDropped(dropped)
  }

  #lists(addresses: readonly Address[]): readonly Float32Array[] {
    const { memory, rows } = this.#options.columns
    return addresses.map((at) => memory.float32At(at, rows))
  }

  #fillGradients(): void {
    const scores = this.#isForest ? repeated(this.#initial, this.#data.rows) : this.scores
    const gradients = this.#lists(this.#at.gradients)
    const hessians = this.#lists(this.#at.hessians)
    this.#options.objective.gradients({ ...this.#data, scores, gradients, hessians })
    if (this.#hasUnitHessian && this.#options.settings.boosting_type === "goss")
      for (const hessian of hessians) hessian.fill(1)
  }

  get #order(): Int32Array {
    return this.#options.columns.memory.int32At(this.#grower.order, this.#data.rows)
  }

  #sample(round: number): number {
    const { settings, targets } = this.#options
    const gradients = this.#lists(this.#at.gradients)
    const hessians = this.#lists(this.#at.hessians)
    const chosen = sampleRows({ settings, round, targets, order: this.#order, gradients, hessians })
    const isKept = this.#width > 1 && chosen < targets.length
    this.#drawn = isKept ? this.#order.slice(0, chosen) : undefined
    return chosen
  }

  /** Growing a tree mixes the chosen rows: as they were drawn again. */
  #restoreOrder(chosen: number): void {
    if (this.#drawn !== undefined) return this.#order.set(this.#drawn.subarray(0, chosen))
    fillWhole(this.#order)
  }

  #growTree(step: TreeStep, round: number): void {
    const { settings, columns } = this.#options
    const { gradientUnit, hessianUnit } = this.#quantise(step.score)
    const grown = this.#grower.grow({
      rows: step.chosen,
      isWhole: step.chosen === columns.rows,
      gradientUnit,
      hessianUnit,
      choice: columnChoice(this.#columns, settings, this.#trees.length),
    })
    const tree = this.#finish(grown, step)
    this.#addToScores(tree, grown.leaves, step)
    for (const validation of this.#validations) {
      if (this.#isForest && step.score === 0) validation.add(round)
      validation.add({ tree, score: step.score, factor: step.factor })
    }
    this.#trees.push(tree)
  }

  #quantise(score: number): { readonly gradientUnit: number; readonly hessianUnit: number } {
    const { rows } = this.#options.columns
    const levels = levelsFor(rows)
    const gradients = this.#at.gradients[score]!
    const hessians = this.#at.hessians[score]!
    const isUnit = this.#hasUnitHessian && this.#options.settings.boosting_type !== "goss"
    const gradientUnit = this.#runner.largest(rows, gradients) / levels || 1
    const hessianUnit = isUnit ? 1 : this.#runner.largest(rows, hessians) / levels || 1
    const key = randomKey(this.#options.settings.seed, "rounding", this.#trees.length) | 0
    this.#runner.quantise(
      rows,
      { gradients, hessians, pairs: this.#grower.pairs },
      { gradient: 1 / gradientUnit, hessian: 1 / hessianUnit, key },
    )
    return { gradientUnit, hessianUnit }
  }

  /** Values of leaves, from gradients as they were before they became integers. */
  #finish({ builder, leaves }: GrownTree, { score, rate }: TreeStep): Tree {
    const { settings, objective } = this.#options
    const order = this.#order
    const values = leaves.map((leaf) => {
      if (objective.renewLeaf !== undefined) {
        const rows = order.subarray(leaf.begin, leaf.end)
        const scores = this.#isForest ? repeated(this.#initial, this.#data.rows) : this.scores
        const value = objective.renewLeaf({ ...this.#data, scores, order: rows })
        return rate * Math.min(leaf.bounds.upper, Math.max(leaf.bounds.lower, value))
      }
      const sums = this.#runner.sum(leaf, this.#grower.order, this.#at.gradients[score]!, this.#at.hessians[score]!)
      const bounds = { ...leaf.bounds, output: leaf.parentOutput }
      return rate * leafValue(settings, { ...sums, rows: leaf.end - leaf.begin }, bounds, leaf.extraL2)
    })
    const rows = Int32Array.from(leaves, ({ begin, end }) => end - begin)
    return builder.build(rows, Float64Array.from(values), rate)
  }

  #addToScores(tree: Tree, leaves: readonly Leaf[], { score, factor, chosen }: TreeStep): void {
    const stride = this.#width
    for (const [index, leaf] of leaves.entries()) {
      const value = tree.leafValues[index]! * factor
      this.#runner.addToScores(leaf, this.#grower.order, this.#at.scores + 8 * score, { stride: 8 * stride, value })
    }
    if (chosen === this.#data.rows) return
    const rows = this.#order.subarray(chosen)
    addTreeToScores(tree, this.#options.columns, { scores: this.scores, stride, score, factor, rows })
  }

  #averageBefore(round: number): void {
    average(this.scores, this.#initial, round)
  }

  /** Adds dropped trees to all scores, times a factor. */
  #addDropped({ indices }: DroppedTrees, factor: number): void {
    for (const index of indices) {
      const tree = this.#trees[index]!
      const target = { score: index % this.#width, factor }
      addTreeToScores(tree, this.#options.columns, { ...target, stride: this.#width, scores: this.scores })
      for (const validation of this.#validations) validation.add({ ...target, tree })
    }
  }

  #scaleDropped(dropped: DroppedTrees): void {
    for (const index of dropped.indices) this.#trees[index] = scaledTree(this.#trees[index]!, dropped.factor)
    this.#addDropped(dropped, 1)
  }
}

interface TreeStep {
  readonly score: number
  /** Rows that trees are grown on. */
  readonly chosen: number
  readonly rate: number
  /** What the tree's values count for in scores. */
  readonly factor: number
}

function allocate({ memory, rows }: BinnedColumns, width: number): Addresses {
  const list = (): Address => memory.allocate(rows * 4)
  return {
    gradients: Array.from({ length: width }, list),
    hessians: Array.from({ length: width }, list),
    scores: memory.allocate(rows * width * 8),
  }
}

const repeated = (initial: Float64Array, rows: number): Float64Array => {
  const scores = new Float64Array(rows * initial.length)
  for (let row = 0; row < rows; row++) scores.set(initial, row * initial.length)
  return scores
}

const scaledTree = (tree: Tree, factor: number): Tree => ({
  ...tree,
  leafValues: tree.leafValues.map((value) => value * factor),
  nodeValues: tree.nodeValues.map((value) => value * factor),
  rate: tree.rate * factor,
})
