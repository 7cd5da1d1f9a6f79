// identity(x) = x
import type { Value } from "../graph/graph.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"

/** A copy of a value under a name of its own. */
export const identity = (x: Value): Value => applyOne(identityOp, [x], {})

// y' = 1
export const identityOp: OpDefinition = {
  type: "Identity",
  summary: "The value itself.",
  family: "elementwise",
  infer(inputs) {
    const x = required(inputs, 0)
    return [{ dtype: x.dtype, shape: x.shape }]
  },
  reference: (inputs) => [required(inputs, 0)],
  gradient: ({ cotangent }) => [cotangent],
  examples: [
    { name: "matrix", inputs: [{ shape: [2, 3] }], build: (x) => identity(x) },
    {
      name: "integers",
      inputs: [{ shape: [3], dtype: "int64", domain: { values: [1, -2, 3] } }],
      build: (x) => identity(x),
    },
  ],
}
