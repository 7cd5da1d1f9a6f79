// logSoftmax(x)ᵢ = xᵢ − ln Σ exp(xⱼ)
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"
import { logShares } from "./softmax.ts"

type LogSoftmaxAttributes = { readonly axis: number }

export const logSoftmax = (x: Value, { axis = -1 }: { readonly axis?: number } = {}): Value =>
  applyOne(logSoftmaxOp, [x], { axis: normalizeAxis(axis, x.shape.length) })

// x̅ = y̅ − exp(y)·Σ y̅
export const logSoftmaxOp: OpDefinition<LogSoftmaxAttributes> = {
  type: "LogSoftmax",
  summary: "Logarithm of softmax.",
  infer(inputs) {
    const { dtype, shape } = required(inputs, 0)
    return [{ dtype, shape }]
  },
  reference(inputs, { axis }) {
    const x = required(inputs, 0)
    return [{ ...x, data: logShares(x, axis) }]
  },
  gradient({ ops, output, cotangent, attributes }) {
    const total = ops.reduceSum(cotangent, { axes: [attributes.axis], keepdims: true })
    return [ops.sub(cotangent, ops.mul(ops.exp(output), total))]
  },
  examples: [
    { name: "last axis", inputs: [{ shape: [2, 4] }], build: (x) => logSoftmax(x) },
    { name: "first axis", inputs: [{ shape: [3, 2] }], build: (x) => logSoftmax(x, { axis: 0 }) },
    {
      name: "large numbers",
      inputs: [{ shape: [3], domain: { values: [1000, 999, -1000] } }],
      build: (x) => logSoftmax(x),
    },
  ],
}
