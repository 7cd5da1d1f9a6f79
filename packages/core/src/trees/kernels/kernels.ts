// All kernels of a table's layout, as one WebAssembly module.
import type { RowLayout } from "../bins/bin-columns.ts"
import { assemble } from "../wasm/assembler.ts"
import type { TreeMemory } from "../wasm/tree-memory.ts"
import { webAssembly, type WasmExport, type WasmModule } from "../wasm/web-assembly.ts"
import { addCells, clearCells, subtractCells } from "./cells.ts"
import { histogramKernels } from "./histogram.ts"
import { addToScores, sumRows } from "./leaves.ts"
import { gather, partitionNarrow, partitionWide, spreadNarrow, spreadWide } from "./partition.ts"
import { largest, quantise } from "./quantise.ts"

const fixed = [
  addCells,
  addToScores,
  clearCells,
  gather,
  largest,
  partitionNarrow,
  partitionWide,
  quantise,
  spreadNarrow,
  spreadWide,
  subtractCells,
  sumRows,
]

export interface Kernels {
  readonly module: WasmModule
  /** By name. */
  readonly run: Readonly<Record<string, WasmExport>>
  /** Names of the histogram kernels, one a group of columns. */
  readonly ofRange: readonly string[]
  readonly ofList: readonly string[]
}

export function makeKernels(layout: RowLayout, memory: TreeMemory): Kernels {
  const { functions, ofRange, ofList } = histogramKernels(layout)
  const module = new (webAssembly().Module)(assemble([...fixed, ...functions], memory.isShared))
  const instance = new (webAssembly().Instance)(module, { host: { memory: memory.memory } })
  return { module, run: instance.exports, ofRange, ofList }
}
