// range(start, limit, delta): start, start + delta, … up to, but not including, limit
import { GraphError } from "../errors.ts"
import type { Value } from "../graph/graph.ts"
import type { Dimension } from "../graph/shape.ts"
import { scalarOf } from "./elementwise.ts"
import { applyOne, lift, noGradient, required, type OpDefinition, type Operand } from "./op.ts"
import { referenceTensor } from "./reference.ts"

/** At least one operand is a value (a scalar); a range of plain numbers is a constant. */
export function range(start: Operand, limit: Operand, delta: Operand = 1): Value {
  const operands = lift([start, limit, delta])
  if (operands.some((operand) => operand.shape.length > 0))
    throw new GraphError("graph/shape", "a range is given scalars")
  return applyOne(rangeOp, operands, {})
}

const countOf = (start: number, limit: number, delta: number): number => Math.max(0, Math.ceil((limit - start) / delta))

export const rangeOp: OpDefinition = {
  type: "Range",
  summary: "Numbers at equal distances.",
  infer(inputs) {
    const [start, limit, delta] = [required(inputs, 0), required(inputs, 1), required(inputs, 2)]
    const [from, to, by] = [scalarOf(start), scalarOf(limit), scalarOf(delta)]
    const count: Dimension =
      from === undefined || to === undefined || by === undefined
        ? `range(${start.name},${limit.name},${delta.name})`
        : countOf(from, to, by)
    return [{ dtype: start.dtype, shape: [count] }]
  },
  reference(inputs) {
    const [from, to, by] = [0, 1, 2].map((i) => Number(required(inputs, i).data[0])) as [number, number, number] // three in
    const count = countOf(from, to, by)
    return [
      referenceTensor(
        required(inputs, 0).dtype,
        [count],
        Array.from({ length: count }, (_, i) => from + i * by),
      ),
    ]
  },
  gradient: noGradient("the length of the result depends on its inputs"),
  examples: [
    {
      name: "integers",
      inputs: [{ shape: [], dtype: "int64", domain: { values: [5] } }],
      build: (limit) => range(0, limit),
    },
    {
      name: "backwards",
      inputs: [{ shape: [], dtype: "int64", domain: { values: [5] } }],
      build: (start) => range(start, 0, -2),
    },
    { name: "floats", inputs: [{ shape: [], domain: { values: [0.5] } }], build: (start) => range(start, 2, 0.5) },
  ],
}
