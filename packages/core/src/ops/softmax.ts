// softmax(x)ᵢ = exp(xᵢ − max x) / Σ exp(xⱼ − max x)
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { foldAxes } from "./reduction.ts"
import { applyOne, required, type OpDefinition, type ReferenceTensor } from "./op.ts"
import { broadcastTo, numbersOf } from "./reference.ts"

type SoftmaxAttributes = { readonly axis: number }

export const softmax = (x: Value, { axis = -1 }: { readonly axis?: number } = {}): Value =>
  applyOne(softmaxOp, [x], { axis: normalizeAxis(axis, x.shape.length) })

/** ln softmax in float64, for both operators. */
export function logShares(x: ReferenceTensor, axis: number): Float64Array {
  const position = normalizeAxis(axis, x.shape.length)
  const total = foldAxes(x, [position], true, (numbers) => {
    const largest = Math.max(...numbers)
    return largest + Math.log(numbers.reduce((sum, number) => sum + Math.exp(number - largest), 0))
  })
  const totals = numbersOf(broadcastTo(total, x.shape))
  return numbersOf(x).map((number, i) => number - totals[i]!) // same length
}

// x̅ = y·(y̅ − Σ y̅·y)
export const softmaxOp: OpDefinition<SoftmaxAttributes> = {
  type: "Softmax",
  summary: "Shares that sum to one along an axis.",
  infer(inputs) {
    const { dtype, shape } = required(inputs, 0)
    return [{ dtype, shape }]
  },
  reference(inputs, { axis }) {
    const x = required(inputs, 0)
    return [{ ...x, data: logShares(x, axis).map(Math.exp) }]
  },
  gradient({ ops, output, cotangent, attributes }) {
    const weighted = ops.mul(cotangent, output)
    const total = ops.reduceSum(weighted, { axes: [attributes.axis], keepdims: true })
    return [ops.sub(weighted, ops.mul(output, total))]
  },
  examples: [
    { name: "last axis", inputs: [{ shape: [2, 4] }], build: (x) => softmax(x) },
    { name: "first axis", inputs: [{ shape: [3, 2] }], build: (x) => softmax(x, { axis: 0 }) },
    {
      name: "large numbers",
      inputs: [{ shape: [3], domain: { values: [1000, 999, -1000] } }],
      build: (x) => softmax(x),
    },
  ],
}
