// What is done to the rows of one leaf: sums of their gradients and hessians as they were before rounding, and the leaf's value added to their scores.
import { countTo, f32, f64, i32, sequence, wasmFunction } from "../wasm/assembler.ts"

/** Rows of the list from address `at` to `end`; the sums are written to `result` and 8 bytes after. */
export const sumRows = wasmFunction({
  name: "sumRows",
  parameters: { at: "i32", end: "i32", gradients: "i32", hessians: "i32", result: "i32" },
  locals: { offset: "i32", gradient: "f64", hessian: "f64" },
  body: (v) =>
    sequence(
      countTo(
        v.at,
        v.end.get,
        4,
        v.offset.set(i32.shl(i32.load(v.at.get), i32.const(2))),
        v.gradient.set(f64.add(v.gradient.get, f64.promote(f32.load(i32.add(v.gradients.get, v.offset.get))))),
        v.hessian.set(f64.add(v.hessian.get, f64.promote(f32.load(i32.add(v.hessians.get, v.offset.get))))),
      ),
      f64.store(v.result.get, v.gradient.get),
      f64.store(v.result.get, v.hessian.get, 8),
    ),
})

/** score ← score + value, for the rows of a list; `stride` is the bytes from one row's score to the next one's. */
export const addToScores = wasmFunction({
  name: "addToScores",
  parameters: { at: "i32", end: "i32", scores: "i32", stride: "i32", value: "f64" },
  locals: { score: "i32" },
  body: (v) =>
    countTo(
      v.at,
      v.end.get,
      4,
      v.score.set(i32.add(v.scores.get, i32.mul(i32.load(v.at.get), v.stride.get))),
      f64.store(v.score.get, f64.add(f64.load(v.score.get), v.value.get)),
    ),
})
