// transpose(x, permutation): axis i of the result is axis permutation[i] of x
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import { formatShape } from "../graph/shape.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"
import { mapCoordinates, positionOf, take } from "./reference.ts"

type TransposeAttributes = { readonly perm: readonly number[] }

/** Axes reversed unless a permutation is given. */
export function transpose(x: Value, permutation?: readonly number[]): Value {
  const perm = permutation ?? x.shape.map((_, axis) => x.shape.length - 1 - axis)
  if (perm.length === x.shape.length && perm.every((axis, i) => axis === i)) return x
  return applyOne(transposeOp, [x], { perm })
}

const inverse = (perm: readonly number[]): number[] => perm.map((_, axis) => perm.indexOf(axis))

// the inverse permutation
export const transposeOp: OpDefinition<TransposeAttributes> = {
  type: "Transpose",
  summary: "Reorders the axes.",
  infer(inputs, { perm }) {
    const { dtype, shape } = required(inputs, 0)
    if (perm.length !== shape.length || shape.some((_, axis) => !perm.includes(axis))) {
      throw new GraphError("graph/shape", `${formatShape(perm)} is no permutation of the axes of ${formatShape(shape)}`)
    }
    return [{ dtype, shape: perm.map((axis) => required(shape, axis)) }]
  },
  reference(inputs, { perm }) {
    const x = required(inputs, 0)
    const shape = perm.map((axis) => required(x.shape, axis))
    const back = inverse(perm)
    const source = (at: readonly number[]): number =>
      positionOf(
        back.map((axis) => required(at, axis)),
        x.shape,
      )
    return [take(x, shape, mapCoordinates(shape, source))]
  },
  gradient: ({ ops, attributes, cotangent }) => [ops.transpose(cotangent, inverse(attributes.perm))],
  examples: [
    { name: "matrix", inputs: [{ shape: [2, 3] }], build: (x) => transpose(x) },
    { name: "three axes", inputs: [{ shape: [2, 3, 4] }], build: (x) => transpose(x, [1, 2, 0]) },
    { name: "as it is", inputs: [{ shape: [2, 3] }], build: (x) => transpose(x, [0, 1]) },
  ],
}
