// Parts a leaf's list of rows by the bins of one column: those that go left stay in front, in order; the others follow, in order.
import {
  copyMemory,
  countTo,
  i32,
  sequence,
  wasmFunction,
  type Code,
  type Local,
  type WasmFunction,
} from "../wasm/assembler.ts"

/**
 * Lists are addresses; `goesLeft` is a table by bin, of bytes 0 and 1; `column` is the first row's byte of the column.
 * Every row is written to both sides and one of the two ends moves on: no branch to be guessed wrong.
 * Gives the address where the right rows begin.
 */
const partition = (name: string, loadBin: (address: Code) => Code): WasmFunction =>
  wasmFunction({
    name,
    parameters: { begin: "i32", end: "i32", spare: "i32", column: "i32", stride: "i32", goesLeft: "i32" },
    locals: { at: "i32", right: "i32", row: "i32", step: "i32" },
    result: "i32",
    body: (v) =>
      sequence(
        v.at.set(v.begin.get),
        v.right.set(v.spare.get),
        countTo(
          v.at,
          v.end.get,
          4,
          v.row.set(i32.load(v.at.get)),
          v.step.set(leftStep(v, loadBin)),
          i32.store(v.begin.get, v.row.get),
          i32.store(v.right.get, v.row.get),
          v.begin.set(i32.add(v.begin.get, v.step.get)),
          v.right.set(i32.sub(i32.add(v.right.get, i32.const(4)), v.step.get)),
        ),
        copyMemory(v.begin.get, v.spare.get, i32.sub(v.right.get, v.spare.get)),
        v.begin.get,
      ),
  })

type StepVariables = Readonly<Record<"row" | "stride" | "column" | "goesLeft", Local>>

/** 4 bytes where the row goes left, else 0. */
const leftStep = ({ row, stride, column, goesLeft }: StepVariables, loadBin: (address: Code) => Code): Code => {
  const bin = loadBin(i32.add(column.get, i32.mul(row.get, stride.get)))
  return i32.shl(i32.load8(i32.add(goesLeft.get, bin)), i32.const(2))
}

export const partitionNarrow = partition("partitionNarrow", (address) => i32.load8(address))
export const partitionWide = partition("partitionWide", (address) => i32.load16(address))

/**
 * The same for a part of a list, into a spare list: left rows from the front, right rows from the back, so that several
 * threads can each take a part. Gives the address after the last left row.
 */
const spread = (name: string, loadBin: (address: Code) => Code): WasmFunction =>
  wasmFunction({
    name,
    parameters: { begin: "i32", end: "i32", spare: "i32", column: "i32", stride: "i32", goesLeft: "i32" },
    locals: { right: "i32", row: "i32", step: "i32" },
    result: "i32",
    body: (v) =>
      sequence(
        v.right.set(i32.add(v.spare.get, i32.sub(i32.sub(v.end.get, v.begin.get), i32.const(4)))),
        countTo(
          v.begin,
          v.end.get,
          4,
          v.row.set(i32.load(v.begin.get)),
          v.step.set(leftStep(v, loadBin)),
          i32.store(v.spare.get, v.row.get),
          i32.store(v.right.get, v.row.get),
          v.spare.set(i32.add(v.spare.get, v.step.get)),
          v.right.set(i32.sub(v.right.get, i32.sub(i32.const(4), v.step.get))),
        ),
        v.spare.get,
      ),
  })

export const spreadNarrow = spread("spreadNarrow", (address) => i32.load8(address))
export const spreadWide = spread("spreadWide", (address) => i32.load16(address))

/** Brings a part that `spread` wrote, from `spare` to `spareEnd` with `middle` between its sides, to where each side belongs. */
export const gather = wasmFunction({
  name: "gather",
  parameters: { spare: "i32", middle: "i32", spareEnd: "i32", left: "i32", right: "i32" },
  locals: { at: "i32" },
  body: (v) =>
    sequence(
      copyMemory(v.left.get, v.spare.get, i32.sub(v.middle.get, v.spare.get)),
      v.at.set(v.middle.get),
      countTo(
        v.at,
        v.spareEnd.get,
        4,
        v.spareEnd.set(i32.sub(v.spareEnd.get, i32.const(4))),
        i32.store(v.right.get, i32.load(v.spareEnd.get)),
        v.right.set(i32.add(v.right.get, i32.const(4))),
        v.at.set(i32.sub(v.at.get, i32.const(4))),
      ),
    ),
})
