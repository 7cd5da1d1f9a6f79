// split(x, sizes, axis): consecutive pieces of x along an axis
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { applyOp, constantsOf, required, type OpDefinition } from "./op.ts"
import { integersOf, mapCoordinates, positionOf, take, withAxis } from "./reference.ts"

type SplitAttributes = { readonly axis: number }

export function split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  const position = normalizeAxis(axis, x.shape.length)
  if (sizes.length === 1) return [x]
  return applyOp(splitOp, [x, x.graph.constant(sizes, "int64")], { axis: position })
}

// the cotangents joined, zeros where there is none
export const splitOp: OpDefinition<SplitAttributes> = {
  type: "Split",
  summary: "Cuts into pieces along an axis.",
  infer(inputs, { axis }) {
    const [x, sizes] = [required(inputs, 0), required(inputs, 1)]
    const list = constantsOf(sizes)
    const whole = required(x.shape, axis)
    const sum = list.reduce((total, size) => total + size, 0)
    if (typeof whole === "number" && whole !== sum) {
      throw new GraphError("graph/shape", `pieces of ${sum} together, but axis ${axis} has length ${whole}`)
    }
    return list.map((size) => ({ dtype: x.dtype, shape: withAxis(x.shape, axis, size) }))
  },
  reference(inputs, { axis }) {
    const x = required(inputs, 0)
    let start = 0
    return integersOf(required(inputs, 1)).map((size) => {
      const shape = withAxis(x.shape, axis, size)
      const first = start
      start += size
      const source = (at: readonly number[]): number =>
        positionOf(withAxis(at, axis, required(at, axis) + first), x.shape)
      return take(x, shape, mapCoordinates(shape, source))
    })
  },
  gradient({ ops, outputs, cotangents, attributes }) {
    const pieces = outputs.map(
      (output, i) => cotangents[i] ?? ops.constantOfShape(output.shape, 0, output.dtype, output.graph),
    )
    return [ops.concat(pieces, attributes.axis)]
  },
  examples: [
    { name: "columns", inputs: [{ shape: [2, 5] }], build: (x) => split(x, [2, 3], 1) },
    { name: "rows", inputs: [{ shape: [3, 2] }], build: (x) => split(x, [1, 1, 1], 0) },
    { name: "one piece of three", inputs: [{ shape: [2, 6] }], build: (x) => required(split(x, [1, 3, 2], -1), 1) },
  ],
}
