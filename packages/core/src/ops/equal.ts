// equal(a, b): true where a = b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import { noGradient, type OpDefinition, type Operand } from "./op.ts"

export const equal = (a: Operand, b: Operand): Value => applyBinary(equalOp, a, b)

export const equalOp: OpDefinition = binary({
  type: "Equal",
  summary: "True where a = b.",
  of: (a, b) => Number(a === b),
  accepts: "any",
  result: "bool",
  gradient: noGradient("the result is a truth value"),
  examples: [
    {
      name: "strings",
      inputs: [
        { shape: [3], dtype: "string", domain: { values: ["a", "", "ü"] } },
        { shape: [1], dtype: "string", domain: { values: ["ü"] } },
      ],
      build: (a, b) => equal(a, b),
    },
  ],
})
