// Whole histograms: the sibling's is the parent's less the child's; those of several threads are added.
import { countTo, i32, i64x2, v128, wasmFunction, zeroMemory, type Code, type WasmFunction } from "../wasm/assembler.ts"

/** cells ← cells − others or + others, from `cells` to `end`, 16 bytes at a time. */
const combine = (name: string, operation: (a: Code, b: Code) => Code): WasmFunction =>
  wasmFunction({
    name,
    parameters: { cells: "i32", end: "i32", others: "i32" },
    body: (v) =>
      countTo(
        v.cells,
        v.end.get,
        16,
        v128.store(v.cells.get, operation(v128.load(v.cells.get), v128.load(v.others.get))),
        v.others.set(i32.add(v.others.get, i32.const(16))),
      ),
  })

export const subtractCells = combine("subtractCells", i64x2.sub)
export const addCells = combine("addCells", i64x2.add)

export const clearCells = wasmFunction({
  name: "clearCells",
  parameters: { cells: "i32", bytes: "i32" },
  body: (v) => zeroMemory(v.cells.get, v.bytes.get),
})
