// cast(x, dtype): the same numbers as another dtype
import { dtypeCodes, isFloat, type Dtype } from "../graph/dtype.ts"
import type { Value } from "../graph/graph.ts"
import { GraphError } from "../errors.ts"
import { applyOne, required, type OpDefinition } from "./op.ts"
import { numbersOf } from "./reference.ts"

type CastAttributes = { readonly to: number }

export const cast = (x: Value, dtype: Dtype): Value =>
  x.dtype === dtype ? x : applyOne(castOp, [x], { to: dtypeCodes[dtype] })

function dtypeOfCode(code: number): Dtype {
  for (const [dtype, known] of Object.entries(dtypeCodes)) if (known === code) return dtype as Dtype // a key of the table
  throw new GraphError("graph/shape", `no dtype has the code ${code}`)
}

// y' = 1 between floats; integers have no gradient
export const castOp: OpDefinition<CastAttributes> = {
  type: "Cast",
  summary: "Changes the dtype; floats are truncated to integers, and what is not zero is true.",
  family: "elementwise",
  infer: (inputs, { to }) => [{ dtype: dtypeOfCode(to), shape: required(inputs, 0).shape }],
  reference(inputs, { to }) {
    const x = required(inputs, 0)
    const dtype = dtypeOfCode(to)
    const convert = dtype === "bool" ? (n: number) => Number(n !== 0) : isFloat(dtype) ? (n: number) => n : Math.trunc
    return [{ dtype, shape: x.shape, data: numbersOf(x).map(convert) }]
  },
  gradient: ({ ops, input, output, cotangent }) => [
    isFloat(input.dtype) && isFloat(output.dtype) ? ops.cast(cotangent, input.dtype) : undefined,
  ],
  examples: [
    {
      name: "to int32",
      inputs: [{ shape: [4], domain: { values: [1.7, -1.7, 0, 5] } }],
      build: (x) => cast(x, "int32"),
      skipGradient: "steps",
    },
    {
      name: "to int64",
      inputs: [{ shape: [4], domain: { values: [1.7, -1.7, 0, 5] } }],
      build: (x) => cast(x, "int64"),
      skipGradient: "steps",
    },
    {
      name: "to bool",
      inputs: [{ shape: [4], domain: { values: [1.7, -1.7, 0, 0.1] } }],
      build: (x) => cast(x, "bool"),
      skipGradient: "steps",
    },
    {
      name: "from bool",
      inputs: [{ shape: [2], dtype: "bool", domain: { values: [1, 0] } }],
      build: (x) => cast(x, "float32"),
    },
    {
      name: "from int32",
      inputs: [{ shape: [2], dtype: "int32", domain: { values: [1, -7] } }],
      build: (x) => cast(x, "float32"),
    },
    { name: "to float64 and back", inputs: [{ shape: [3] }], build: (x) => cast(cast(x, "float64"), "float32") },
  ],
}
