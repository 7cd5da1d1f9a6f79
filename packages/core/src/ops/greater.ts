// greater(a, b): true where a > b
import type { Value } from "../graph/graph.ts"
import { applyBinary, binary } from "./elementwise.ts"
import { noGradient, type OpDefinition, type Operand } from "./op.ts"

export const greater = (a: Operand, b: Operand): Value => applyBinary(greaterOp, a, b)

export const greaterOp: OpDefinition = binary({
  type: "Greater",
  summary: "True where a > b.",
  of: (a, b) => Number(a > b),
  accepts: "number",
  result: "bool",
  gradient: noGradient("the result is a truth value"),
})
