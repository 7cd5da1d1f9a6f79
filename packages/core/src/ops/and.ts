// and(a, b): true where a and b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import { noGradient, type OpDefinition, type Operand } from "./op.ts"

export const and = (a: Operand, b: Operand): Value => applyBinary(andOp, a, b)

export const andOp: OpDefinition = binary({
  type: "And",
  summary: "True where a and b.",
  of: (a, b) => a * b,
  accepts: "bool",
  result: "bool",
  gradient: noGradient("the result is a truth value"),
})
