// where(condition, a, b) = a where the condition holds, else b
import type { Value } from "../graph/graph.ts"
import { broadcastShapes } from "../graph/shape.ts"
import { GraphError } from "../errors.ts"
import { sameDtype } from "./elementwise.ts"
import { applyOne, innermostGraph, required, type OpDefinition, type Operand } from "./op.ts"
import { broadcastTo, take } from "./reference.ts"

export function where(condition: Value, a: Operand, b: Operand): Value {
  const values = [a, b].filter((operand) => typeof operand !== "number")
  const dtype = values[0]?.dtype ?? "float32"
  const graph = innermostGraph([condition, ...values])
  const lifted = [a, b].map((operand) => (typeof operand === "number" ? graph.constant(operand, dtype) : operand))
  return applyOne(whereOp, [condition, ...lifted], {})
}

// ∂a = 1 where the condition holds, else 0; ∂b the other way round
export const whereOp: OpDefinition = {
  type: "Where",
  summary: "Chooses each element from one of two tensors.",
  family: "elementwise",
  infer(inputs) {
    const [condition, a, b] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)]
    if (condition.dtype !== "bool") throw new GraphError("graph/shape", `the condition is ${condition.dtype}, not bool`)
    sameDtype(a, b)
    return [{ dtype: a.dtype, shape: broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape)) }]
  },
  reference(inputs) {
    const [condition, a, b] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)]
    const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape)) as readonly number[] // of concrete tensors
    const [holds, left, right] = [broadcastTo(condition, shape), broadcastTo(a, shape), broadcastTo(b, shape)]
    const size = holds.data.length
    const both = { ...left, data: joined(left.data, right.data) }
    return [
      take(
        both,
        shape,
        Array.from({ length: size }, (_, i) => (holds.data[i] === 1 ? i : i + size)),
      ),
    ]
  },
  gradient: ({ ops, input, cotangent }) => [
    undefined,
    () => ops.where(input, cotangent, 0),
    () => ops.where(input, 0, cotangent),
  ],
  examples: [
    {
      name: "same shapes",
      inputs: [
        { shape: [2, 3], dtype: "bool", domain: { values: [1, 0, 0, 1, 1, 0] } },
        { shape: [2, 3] },
        { shape: [2, 3] },
      ],
      build: (condition, a, b) => where(condition, a, b),
    },
    {
      name: "broadcast",
      inputs: [{ shape: [2, 1], dtype: "bool", domain: { values: [1, 0] } }, { shape: [3] }, { shape: [2, 3] }],
      build: (condition, a, b) => where(condition, a, b),
    },
    {
      name: "with a number",
      inputs: [{ shape: [2, 2], dtype: "bool", domain: { values: [1, 0, 1, 0] } }, { shape: [] }],
      build: (condition, a) => where(condition, a, 7),
    },
    {
      name: "strings",
      inputs: [
        { shape: [2], dtype: "bool", domain: { values: [1, 0] } },
        { shape: [2], dtype: "string", domain: { values: ["a", "b"] } },
        { shape: [], dtype: "string", domain: { values: ["c"] } },
      ],
      build: (condition, a, b) => where(condition, a, b),
    },
  ],
}

const joined = (a: Float64Array | readonly string[], b: Float64Array | readonly string[]) =>
  a instanceof Float64Array ? Float64Array.of(...a, ...(b as Float64Array)) : [...a, ...(b as readonly string[])] // one dtype
