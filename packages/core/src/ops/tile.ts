// tile(x, repeats): x repeated along each axis
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { isStatic, multiplyDimensions } from "../graph/shape.ts"
import { applyOne, constantsOf, required, type OpDefinition } from "./op.ts"
import { integersOf, mapCoordinates, positionOf, take } from "./reference.ts"

/** `repeats` has one count an axis. */
export function tile(x: Value, repeats: readonly number[]): Value {
  if (repeats.every((count) => count === 1)) return x
  return applyOne(tileOp, [x, x.graph.constant(repeats, "int64")], {})
}

// the sum over the copies
export const tileOp: OpDefinition = {
  type: "Tile",
  summary: "Repeats along each axis.",
  infer(inputs) {
    const [x, repeats] = [required(inputs, 0), required(inputs, 1)]
    const counts = constantsOf(repeats)
    if (counts.length !== x.shape.length) {
      throw new GraphError("graph/shape", `${counts.length} counts for ${x.shape.length} axes`)
    }
    return [{ dtype: x.dtype, shape: x.shape.map((size, axis) => multiplyDimensions([size, required(counts, axis)])) }]
  },
  reference(inputs) {
    const x = required(inputs, 0)
    const counts = integersOf(required(inputs, 1))
    const shape = x.shape.map((size, axis) => size * required(counts, axis))
    const source = (at: readonly number[]): number =>
      positionOf(
        at.map((position, axis) => position % required(x.shape, axis)),
        x.shape,
      )
    return [take(x, shape, mapCoordinates(shape, source))]
  },
  gradient({ ops, input, inputs, cotangent }) {
    const counts = constantsOf(required(inputs, 1))
    if (!isStatic(input.shape.slice(1))) throw new GraphError("graph/shape", "tile's gradient needs known lengths")
    const copies = input.shape.flatMap((size, axis) => [required(counts, axis), size])
    return [ops.reduceSum(ops.reshape(cotangent, copies), { axes: counts.map((_, axis) => 2 * axis) })]
  },
  examples: [
    { name: "both axes", inputs: [{ shape: [2, 3] }], build: (x) => tile(x, [2, 2]) },
    { name: "one axis", inputs: [{ shape: [1, 2] }], build: (x) => tile(x, [3, 1]) },
  ],
}
