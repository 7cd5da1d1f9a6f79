// The reverse of broadcasting: a gradient in an output's shape becomes one for an input, by sums over the axes it was repeated along.
import { isFloat } from "../graph/dtype.ts"
import type { Node, Value } from "../graph/graph.ts"
import { broadcastShapes, type Shape } from "../graph/shape.ts"
import { findOp } from "../ops/index.ts"
import * as builders from "../ops/builders.ts"

/** The gradient for `input`, from what its node's rule gave back; it may still only broadcast to the input's shape. */
export function unbroadcast(gradient: Value, input: Value, node: Node): Value {
  const isElementwise = findOp(node.type, node.domain)?.family === "elementwise"
  const whole = broadcastShapes(gradient.shape, input.shape)
  const output = isElementwise ? broadcastShapes(whole, node.outputs[0]?.shape ?? []) : whole
  return sumTo(gradient, input.shape, output, node.outputs[0] ?? input)
}

/** Sums a gradient, which broadcasts to `output`, over the axes along which `shape` was repeated to it; `like` has its symbols. */
export function sumTo(gradient: Value, shape: Shape, output: Shape, like: Value): Value {
  const rank = output.length
  const repeated = output.flatMap((size, axis) => {
    const own = shape[axis - rank + shape.length]
    return own === undefined || (own === 1 && size !== 1) ? [axis] : []
  })
  const held = (axis: number): Shape[number] => gradient.shape[axis - rank + gradient.shape.length] ?? 1
  const missing = repeated.filter((axis) => held(axis) === 1 && output[axis] !== 1)
  if (missing.some((axis) => typeof output[axis] !== "number")) {
    return sumTo(builders.expand(gradient, output, like), shape, output, like)
  }
  const count = missing.reduce((product, axis) => product * Number(output[axis]), 1)
  const lead = gradient.shape.length - rank
  const summed = sumAxes(
    gradient,
    repeated.filter((axis) => held(axis) !== 1).map((axis) => axis + lead),
    Math.max(0, gradient.shape.length - shape.length),
  )
  return isFloat(summed.dtype) ? builders.mul(summed, count) : summed
}

/** Sums over axes and drops as many leading ones (which have length 1 where they are not summed). */
function sumAxes(x: Value, axes: readonly number[], dropped: number): Value {
  const lead = Array.from({ length: dropped }, (_, axis) => axis)
  if (axes.length === 0) return builders.squeeze(x, lead)
  const isExact = axes.length === dropped && axes.every((axis) => axis < dropped)
  if (isExact && isColumnSumInLoop(x, axes)) return builders.squeeze(columnSums(x), [0])
  if (isExact) return builders.reduceSum(x, { axes })
  return builders.squeeze(builders.reduceSum(x, { axes, keepdims: true }), lead)
}

/** In a loop, whose body can use ones made outside, a row of ones times the matrix is several times faster than the reduction. */
const isColumnSumInLoop = (x: Value, axes: readonly number[]): boolean =>
  x.graph.parent !== undefined && x.shape.length === 2 && axes.length === 1 && isFloat(x.dtype)

/** [rows, columns] → [1, columns] */
function columnSums(x: Value): Value {
  const rows = x.shape[0]!
  const ones = builders.constantOfShape([1, rows], 1, x.dtype, x.graph)
  return builders.gemm(ones, x)
}
