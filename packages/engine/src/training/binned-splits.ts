// The examples of all splits as bins: in the kernels' memory, or where they are too many in files.
import {
  binRows,
  findBins,
  storeBins,
  storedColumns,
  TreeMemory,
  type BinnedColumns,
  type Binning,
  type ColumnBlocks,
} from "@fidelio/core"
import type { SplitName } from "../data/encoded-splits.ts"
import { exampleParts } from "../data/input-files.ts"
import type { PreparedDataset } from "../data/prepared-dataset.ts"
import { TemporaryFile } from "../data/temporary-file.ts"
import { learnerColumns } from "./learner-columns.ts"

export interface BinnedSplits extends Disposable {
  /** The inputs, as they were before they became bins. */
  readonly inputs: ReadonlyMap<SplitName, ColumnBlocks>
  /** For one booster; the training split is always there. */
  open(): ReadonlyMap<SplitName, BinnedColumns>
}

export interface BinningOptions {
  readonly max_bin: number
  readonly seed: number
  /** Whether threads read the memory too. */
  readonly isShared: boolean
  readonly isInFiles: boolean
}

export function binSplits(dataset: PreparedDataset, options: BinningOptions): BinnedSplits {
  const names = (["training", "validation", "test"] as const).filter((name) => (dataset.splits[name]?.size ?? 0) > 0)
  const inputs = new Map(names.map((name) => [name, inputBlocks(dataset, name)]))
  const binning = findBins(inputs.get("training")!, options) // there are training rows
  return options.isInFiles ? inFiles(inputs, binning, options) : inMemory(inputs, binning, options)
}

function inputBlocks(dataset: PreparedDataset, name: SplitName): ColumnBlocks {
  const { features, layout, splits } = dataset
  return {
    rows: splits[name]!.size, // asked for splits that are there
    *blocks() {
      for (const part of exampleParts(dataset, name)) yield learnerColumns(features, layout, part)
    },
  }
}

type Inputs = BinnedSplits["inputs"]

function inMemory(inputs: Inputs, binning: Binning, { isShared }: BinningOptions): BinnedSplits {
  const memory = new TreeMemory(isShared)
  const binned = new Map(Array.from(inputs, ([name, table]) => [name, binRows(binning, table, memory)]))
  return { inputs, open: () => binned, [Symbol.dispose]: () => undefined }
}

/** Each booster has a memory of its own: what it keeps for each row is then the most there. */
function inFiles(inputs: Inputs, binning: Binning, { isShared }: BinningOptions): BinnedSplits {
  const files = new Map(Array.from(inputs, ([name]) => [name, new TemporaryFile()]))
  const close = (): void => files.forEach((file) => file[Symbol.dispose]())
  try {
    for (const [name, table] of inputs) storeBins(binning, table, files.get(name)!)
  } catch (error) {
    close()
    throw error
  }
  return {
    inputs,
    open() {
      const memory = new TreeMemory(isShared)
      return new Map(
        Array.from(files, ([name, store]) => [name, storedColumns(binning, inputs.get(name)!.rows, { memory, store })]),
      )
    },
    [Symbol.dispose]: close,
  }
}
