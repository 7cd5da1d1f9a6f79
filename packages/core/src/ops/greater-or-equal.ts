// greaterOrEqual(a, b): true where a ≥ b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import { noGradient, type OpDefinition, type Operand } from "./op.ts"

export const greaterOrEqual = (a: Operand, b: Operand): Value => applyBinary(greaterOrEqualOp, a, b)

export const greaterOrEqualOp: OpDefinition = binary({
  type: "GreaterOrEqual",
  summary: "True where a ≥ b.",
  of: (a, b) => Number(a >= b),
  accepts: "number",
  result: "bool",
  gradient: noGradient("the result is a truth value"),
})
