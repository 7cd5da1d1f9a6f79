// cumSum(x)ᵢ = Σ x₀ … xᵢ along an axis
import type { Value } from "../graph/graph.ts"
import { normalizeAxis } from "../graph/shape.ts"
import { applyOne, constantsOf, required, type OpDefinition } from "./op.ts"
import { numbersOf, stridesOf } from "./reference.ts"

type CumSumAttributes = { readonly exclusive: number; readonly reverse: number }

export interface CumSumOptions {
  readonly axis: number
  /** Without the element itself. */
  readonly exclusive?: boolean
  /** From the end. */
  readonly reverse?: boolean
}

export function cumSum(x: Value, { axis, exclusive = false, reverse = false }: CumSumOptions): Value {
  const position = x.graph.constant(normalizeAxis(axis, x.shape.length), "int64")
  return applyOne(cumSumOp, [x, position], { exclusive: Number(exclusive), reverse: Number(reverse) })
}

// the sum from the other end
export const cumSumOp: OpDefinition<CumSumAttributes> = {
  type: "CumSum",
  summary: "Running sum along an axis.",
  infer(inputs) {
    const { dtype, shape } = required(inputs, 0)
    return [{ dtype, shape }]
  },
  reference(inputs, { exclusive, reverse }) {
    const x = required(inputs, 0)
    const axis = normalizeAxis(Number(required(inputs, 1).data[0]), x.shape.length)
    const [stride, size] = [required(stridesOf(x.shape), axis), required(x.shape, axis)]
    const from = numbersOf(x)
    const data = from.map((own, i) => {
      const at = Math.floor(i / stride) % size
      let sum = exclusive === 1 ? 0 : own
      for (let other = reverse === 1 ? at + 1 : 0; other < (reverse === 1 ? size : at); other++) {
        sum += from[i + (other - at) * stride]! // on the same line
      }
      return sum
    })
    return [{ ...x, data }]
  },
  gradient({ ops, inputs, cotangent, attributes }) {
    const axis = required(constantsOf(required(inputs, 1)), 0)
    const { exclusive, reverse } = attributes
    return [ops.cumSum(cotangent, { axis, exclusive: exclusive === 1, reverse: reverse === 0 })]
  },
  examples: [
    { name: "last axis", inputs: [{ shape: [2, 3] }], build: (x) => cumSum(x, { axis: -1 }) },
    { name: "first axis", inputs: [{ shape: [3, 2] }], build: (x) => cumSum(x, { axis: 0 }) },
    { name: "from the end", inputs: [{ shape: [2, 3] }], build: (x) => cumSum(x, { axis: 1, reverse: true }) },
    { name: "exclusive", inputs: [{ shape: [2, 3] }], build: (x) => cumSum(x, { axis: 1, exclusive: true }) },
  ],
}
