// histogram[bin of row in column] += gradient and hessian of row, for every column: the loop in which training spends most of its time.
//
// A row's gradient and hessian are 16-bit integers side by side (see quantise.ts). A cell is one 64-bit integer, the sum of
// hessians in its lower half and that of gradients in its upper half, so that one addition adds both. Columns are unrolled:
// their bytes and cells are constants of the code.
import {
  countTo,
  i32,
  i64,
  sequence,
  wasmFunction,
  type Code,
  type Local,
  type WasmFunction,
} from "../wasm/assembler.ts"
import type { ColumnPlace, RowLayout } from "../bins/bin-columns.ts"

/** So many columns in one loop: their cells should stay in the processor's cache. */
const columnsAtOnce = 96

export interface HistogramKernels {
  readonly functions: readonly WasmFunction[]
  /** Names, one a group of columns: all rows of a range, and the rows of a list. */
  readonly ofRange: readonly string[]
  readonly ofList: readonly string[]
}

export function histogramKernels({ places, stride }: RowLayout): HistogramKernels {
  const groups: (readonly ColumnPlace[])[] = []
  for (let begin = 0; begin < places.length; begin += columnsAtOnce)
    groups.push(places.slice(begin, begin + columnsAtOnce))
  const ofRange = groups.map((group, index) => histogramOfRange(`histogramOfRange${index}`, group, stride))
  const ofList = groups.map((group, index) => histogramOfList(`histogramOfList${index}`, group, stride))
  return {
    functions: [...ofRange, ...ofList],
    ofRange: ofRange.map(({ name }) => name),
    ofList: ofList.map(({ name }) => name),
  }
}

interface CellVariables {
  readonly row: Local
  readonly cell: Local
  readonly value: Local
  readonly histogram: Local
}

/** Adds the row's value to its cell of each column. */
const addToCells = (places: readonly ColumnPlace[], { row, cell, value, histogram }: CellVariables): Code =>
  sequence(
    ...places.map(({ byte, width, cell: first }) => {
      const bin = (width === 1 ? i32.load8 : i32.load16)(row.get, byte)
      const address = cell.tee(i32.add(i32.shl(bin, i32.const(3)), histogram.get))
      return i64.store(address, i64.add(i64.load(cell.get, first * 8), value.get), first * 8)
    }),
  )

/** [gradient, hessian] of 16 bits each → of 32 bits each. */
const widen = (pair: Local): Code =>
  i64.add(
    i64.shl(i64.extend(i32.shr(pair.get, i32.const(16))), i64.const(32)),
    i64.extendUnsigned(i32.and(pair.get, i32.const(0xffff))),
  )

const histogramOfRange = (name: string, places: readonly ColumnPlace[], stride: number): WasmFunction =>
  wasmFunction({
    name,
    parameters: { begin: "i32", end: "i32", pairs: "i32", rows: "i32", histogram: "i32" },
    locals: { row: "i32", cell: "i32", pair: "i32", value: "i64" },
    body: (v) =>
      sequence(
        v.row.set(i32.add(v.rows.get, i32.mul(v.begin.get, i32.const(stride)))),
        countTo(
          v.begin,
          v.end.get,
          1,
          v.pair.set(i32.load(i32.add(v.pairs.get, i32.shl(v.begin.get, i32.const(2))))),
          v.value.set(widen(v.pair)),
          addToCells(places, v),
          v.row.set(i32.add(v.row.get, i32.const(stride))),
        ),
      ),
  })

const histogramOfList = (name: string, places: readonly ColumnPlace[], stride: number): WasmFunction =>
  wasmFunction({
    name,
    parameters: { begin: "i32", end: "i32", order: "i32", pairs: "i32", rows: "i32", histogram: "i32" },
    locals: { at: "i32", last: "i32", index: "i32", row: "i32", cell: "i32", pair: "i32", value: "i64" },
    body: (v) =>
      sequence(
        v.at.set(i32.add(v.order.get, i32.shl(v.begin.get, i32.const(2)))),
        v.last.set(i32.add(v.order.get, i32.shl(v.end.get, i32.const(2)))),
        countTo(
          v.at,
          v.last.get,
          4,
          v.index.set(i32.load(v.at.get)),
          v.row.set(i32.add(v.rows.get, i32.mul(v.index.get, i32.const(stride)))),
          v.pair.set(i32.load(i32.add(v.pairs.get, i32.shl(v.index.get, i32.const(2))))),
          v.value.set(widen(v.pair)),
          addToCells(places, v),
        ),
      ),
  })
